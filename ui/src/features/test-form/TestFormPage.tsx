import { useState } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { useCan } from "@/features/session";
import { type Test, useCreateTest, useTest, useUpdateTest } from "@/features/tests";
import { violationsByField } from "@/shared/api";
import { Button, ButtonLink, Card, Empty, Failure, type FieldErrors, Form, LoadingLines, Page, SaveProblem } from "@/shared/ui";
import { draftOf, newDraft, type TestDraft, testOf } from "./draft";
import { TestFields } from "./TestFields";
import { TEST_FIELDS, validate } from "./validate";
import "./test-form.css";

const CRUMB = (
  <Link to="/tests" className="link">
    Tests
  </Link>
);

export function AddTestPage() {
  const [params] = useSearchParams();
  const [draft, setDraft] = useState(() => newDraft(params.get("target") ?? ""));
  return (
    <Page narrow title="Add a test" crumb={CRUMB}>
      <MayEdit>
        <TestForm test={undefined} draft={draft} setDraft={setDraft} reload={() => undefined} />
      </MayEdit>
    </Page>
  );
}

export function EditTestPage() {
  const { testId = "" } = useParams();
  const test = useTest(testId);
  if (test.data) return <Edit key={testId} test={test.data} reload={() => void test.refetch()} />;
  return (
    <Page narrow title="Edit test" crumb={CRUMB}>
      <Card>
        {test.isError ? (
          <Failure what="This test could not be loaded." error={test.error} retry={() => void test.refetch()} />
        ) : (
          <LoadingLines what="test" lines={8} />
        )}
      </Card>
    </Page>
  );
}

function Edit({ test, reload }: { test: Test; reload: () => void }) {
  const [edited, setEdited] = useState<TestDraft>();
  // What was read first: what the server has by now must not change a form under the hands.
  const [base, setBase] = useState(test);
  if (edited === undefined && base !== test) setBase(test);
  const takeTheirs = () => {
    setEdited(undefined);
    reload();
  };
  const crumb = (
    <>
      {CRUMB} /{" "}
      <Link to={`/tests/${test.id}`} className="link">
        {test.name}
      </Link>
    </>
  );
  return (
    <Page narrow title={`Edit ${base.name}`} crumb={crumb}>
      <MayEdit>
        <TestForm test={base} draft={edited ?? draftOf(base)} setDraft={setEdited} reload={takeTheirs} />
      </MayEdit>
    </Page>
  );
}

function MayEdit({ children }: { children: React.ReactNode }) {
  if (useCan("edit")) return children;
  return (
    <Card>
      <Empty title="Your role does not allow changing tests.">Ask an administrator for the role of an editor.</Empty>
    </Card>
  );
}

interface TestFormProps {
  test: Test | undefined;
  draft: TestDraft;
  setDraft: (draft: TestDraft) => void;
  reload: () => void;
}

function TestForm({ test, draft, setDraft, reload }: TestFormProps) {
  const navigate = useNavigate();
  const create = useCreateTest();
  const update = useUpdateTest();
  const save = test ? update : create;
  const [errors, setErrors] = useState<FieldErrors>({});

  const submit = (version: string) => {
    const found = validate(draft);
    setErrors(found);
    if (Object.keys(found).length > 0) return;
    const outcome = {
      onSuccess: (saved: Test) => void navigate(`/tests/${saved.id}`),
      onError: (error: Error) => setErrors(violationsByField(error, "test")),
    };
    if (test) update.mutate({ id: test.id, test: testOf(draft, version) }, outcome);
    else create.mutate(testOf(draft, "0"), outcome);
  };
  const problem = save.error && (
    <SaveProblem
      error={save.error}
      what="test"
      fields={violationsByField(save.error, "test")}
      shown={TEST_FIELDS}
      onLoadTheirs={() => {
        save.reset();
        reload();
      }}
      onOverwrite={() => submit("0")}
    />
  );

  return (
    <Form label={test ? "Edit test" : "Add a test"} errors={errors} problem={problem} focusFirst={!test} onSubmit={() => submit(test?.version ?? "0")}>
      <TestFields
        draft={draft}
        isNew={test === undefined}
        errors={errors}
        onChange={(change) => setDraft({ ...draft, ...change })}
      />
      <div className="form-actions form-actions-sticky">
        <Button type="submit" variant="primary" busy={save.isPending}>
          {save.isPending ? "Saving…" : test ? "Save test" : "Add test"}
        </Button>
        <ButtonLink to={test ? `/tests/${test.id}` : "/tests"} variant="quiet">
          Cancel
        </ButtonLink>
      </div>
    </Form>
  );
}
