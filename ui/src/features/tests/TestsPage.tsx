import { useCallback, useMemo } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { useCan } from "@/features/session";
import { formatCount } from "@/shared/format";
import { useShortcut } from "@/shared/keyboard";
import { Button, ButtonLink, Card, Empty, Failure, Page, Pager, SearchField, usePageToken } from "@/shared/ui";
import { PAGE_SIZE, useTests } from "./api";
import { type ShownState, shownState, STATES, type Test } from "./model";
import { StateChips } from "./StateChips";
import { useSummaries } from "./summaries";
import { type TestRow, TestTable, TestTableSkeleton } from "./TestTable";

const NONE: readonly Test[] = [];

/** The home page: every test and how it is doing now. */
export function TestsPage() {
  const [params, setParams] = useSearchParams();
  const search = params.get("search") ?? "";
  const state = STATES.find((each) => each === params.get("state"));
  const paging = usePageToken();
  const tests = useTests(search, paging.token);
  const list = tests.data?.tests ?? NONE;
  const { rows, pending, error } = useRows(list);
  const waiting = tests.isPending || (pending && list.length > 0);
  const shown = state ? rows.filter((row) => row.state === state) : rows;

  const set = useCallback(
    (key: "search" | "state", value: string) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          if (value) after.set(key, value);
          else after.delete(key);
          if (key === "search") after.delete("page");
          return after;
        },
        { replace: true },
      ),
    [setParams],
  );
  const onSearch = useCallback((text: string) => set("search", text.trim()), [set]);
  const total = tests.data?.total_size ?? 0;

  return (
    <Page title="Tests" actions={<AddButton />}>
      <div className="toolbar">
        <SearchField label="Search by name or target" value={search} onSearch={onSearch} />
        <StateChips rows={waiting ? undefined : rows} chosen={state} onChoose={(chosen) => set("state", chosen ?? "")} />
        {total > list.length && list.length > 0 && <span className="faint">States of this page’s {formatCount(list.length)} tests</span>}
      </div>
      <Card>
        {waiting ? (
          <TestTableSkeleton />
        ) : tests.isError && !tests.data ? (
          <Failure what="The tests could not be loaded." error={tests.error} retry={() => void tests.refetch()} />
        ) : (
          <>
            {error && list.length > 0 ? <Failure what="The states of the tests could not be loaded." error={error} /> : null}
            {shown.length > 0 ? (
              <TestTable rows={shown} />
            ) : (
              <NoTests search={search} state={state} onClear={() => setParams({}, { replace: true })} />
            )}
          </>
        )}
      </Card>
      <Pager
        what="tests"
        offset={paging.pagesBefore === undefined ? undefined : paging.pagesBefore * PAGE_SIZE}
        count={list.length}
        total={total}
        onPrevious={paging.previous}
        onNext={tests.data?.next_page_token ? () => paging.next(tests.data.next_page_token) : undefined}
      />
    </Page>
  );
}

/** Worst state first, then by name. */
function useRows(tests: readonly Test[]) {
  const ids = useMemo(() => tests.map((test) => test.id), [tests]);
  const summaries = useSummaries(ids);
  const rows = useMemo(() => {
    const all: TestRow[] = tests.map((test) => {
      const summary = summaries.data?.[test.id];
      return { test, summary, state: shownState(test, summary) };
    });
    return all.sort((a, b) => rank(a.state) - rank(b.state) || a.test.name.localeCompare(b.test.name));
  }, [tests, summaries.data]);
  // States of another page say nothing about this one; rows would jump when theirs come.
  const foreign = summaries.isPlaceholderData && rows.every((row) => row.summary === undefined);
  return { rows, pending: summaries.isPending || foreign, error: summaries.data ? undefined : summaries.error };
}

function rank(state: ShownState | undefined): number {
  return state ? STATES.indexOf(state) : STATES.length;
}

function AddButton() {
  const navigate = useNavigate();
  const mayEdit = useCan("edit");
  useShortcut("c", "Add a test", () => {
    if (mayEdit) void navigate("/tests/new");
  });
  return mayEdit ? (
    <ButtonLink to="/tests/new" variant="primary" icon="plus">
      Add test
    </ButtonLink>
  ) : null;
}

interface NoTestsProps {
  search: string;
  state: ShownState | undefined;
  onClear: () => void;
}

function NoTests({ search, state, onClear }: NoTestsProps) {
  const mayEdit = useCan("edit");
  if (state || (search && !mayEdit)) {
    return <Empty title="No test fits." action={<Button onClick={onClear}>Show all tests</Button>} />;
  }
  if (search) {
    return (
      <Empty
        title={`No test has “${search}” in its name or target.`}
        action={<ButtonLink to={`/tests/new?target=${encodeURIComponent(search)}`}>Add a test for it</ButtonLink>}
      />
    );
  }
  return (
    <Empty
      title="There are no tests yet."
      action={
        mayEdit && (
          <ButtonLink to="/tests/new" variant="primary" icon="plus">
            Add the first test
          </ButtonLink>
        )
      }
    >
      A test probes a website, a TCP port or a DNS name from your nodes, again and again. Its results appear here as they arrive.
    </Empty>
  );
}
