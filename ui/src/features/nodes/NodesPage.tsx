import { useCallback, useState } from "react";
import { useSearchParams } from "react-router";
import { useCan } from "@/features/session";
import { formatCount } from "@/shared/format";
import { useShortcut } from "@/shared/keyboard";
import { Button, Card, Empty, Failure, LoadingLines, Page, Pager, SearchField, usePageToken } from "@/shared/ui";
import { AddNodeDialog } from "./AddNodeDialog";
import { PAGE_SIZE, useNodes } from "./api";
import { NodeTable } from "./NodeTable";
import "./nodes.css";

/** Every node: whether it is there, what it runs, whether its results arrive. */
export function NodesPage() {
  const mayAdmin = useCan("admin");
  const [params, setParams] = useSearchParams();
  const search = params.get("search") ?? "";
  const paging = usePageToken();
  const nodes = useNodes(search, paging.token);
  const [adding, setAdding] = useState(false);
  useShortcut("c", "Add a node", () => setAdding(mayAdmin));
  const onSearch = useCallback(
    (text: string) => setParams(text.trim() ? { search: text.trim() } : {}, { replace: true }),
    [setParams],
  );
  const total = nodes.data?.total_size ?? 0;
  const next = nodes.data?.next_page_token;
  const add = (label: string) =>
    mayAdmin && (
      <Button variant="primary" icon="plus" onClick={() => setAdding(true)}>
        {label}
      </Button>
    );
  return (
    <Page title="Nodes" actions={add("Add a node")}>
      <div className="toolbar">
        <SearchField label="Search by name, host or address" value={search} onSearch={onSearch} />
        {nodes.data && (
          <span className="muted">
            {formatCount(nodes.data.online_size)} online{search ? "" : ` of ${formatCount(total)}`}
          </span>
        )}
      </div>
      <Card>
        {nodes.isPending ? (
          <LoadingLines what="nodes" />
        ) : nodes.isError && !nodes.data ? (
          <Failure what="The nodes could not be loaded." error={nodes.error} retry={() => void nodes.refetch()} />
        ) : nodes.data.nodes.length > 0 ? (
          <NodeTable nodes={nodes.data.nodes} />
        ) : search ? (
          <Empty title={`No node has “${search}” in its name, host name or address.`} action={<Button onClick={() => onSearch("")}>Show all nodes</Button>} />
        ) : (
          <Empty title="There are no nodes yet." action={add("Add the first node")}>
            A node is a small program on a machine in a branch, a cloud or a home. It dials in to this server and runs your tests from there.
          </Empty>
        )}
      </Card>
      <Pager
        what="nodes"
        offset={paging.pagesBefore === undefined ? undefined : paging.pagesBefore * PAGE_SIZE}
        count={nodes.data?.nodes.length ?? 0}
        total={total}
        onPrevious={paging.previous}
        onNext={next ? () => paging.next(next) : undefined}
      />
      {adding && <AddNodeDialog onClose={() => setAdding(false)} />}
    </Page>
  );
}
