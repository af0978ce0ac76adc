import { Link, useParams } from "react-router";
import { useCan } from "@/features/session";
import { formatCount, plural } from "@/shared/format";
import { Card, Failure, LoadingLines, Mark, MarkLabel, Page, RelativeTime } from "@/shared/ui";
import { type Node, useNode } from "./api";
import { CONNECTIONS, connectionOf, LOSS_REASONS } from "./model";
import { NodeActions } from "./NodeActions";
import { NodeFacts } from "./NodeFacts";
import { NodeSettings } from "./NodeSettings";
import "./nodes.css";

const CRUMB = (
  <Link to="/nodes" className="link">
    Nodes
  </Link>
);

/** One node: how its session is, what it holds back, what it lost, what it may be called. */
export function NodePage() {
  const { nodeId = "" } = useParams();
  const node = useNode(nodeId);
  if (node.data) return <Loaded key={nodeId} node={node.data} />;
  return (
    <Page narrow title="Node" crumb={CRUMB}>
      <Card>
        {node.isError ? (
          <Failure what="This node could not be loaded." error={node.error} retry={() => void node.refetch()} />
        ) : (
          <LoadingLines what="node" lines={8} />
        )}
      </Card>
    </Page>
  );
}

function Loaded({ node }: { node: Node }) {
  const mayEdit = useCan("edit");
  const mayAdmin = useCan("admin");
  const connection = connectionOf(node);
  return (
    <Page
      narrow
      title={node.name}
      crumb={CRUMB}
      heading={
        <span className="page-title">
          {node.name} <MarkLabel kind={CONNECTIONS[connection].mark}>{CONNECTIONS[connection].name}</MarkLabel>
        </span>
      }
      actions={mayAdmin && <NodeActions node={node} />}
    >
      {connection === "offline" && (
        <p className="node-warning">
          <Mark kind="warn" />
          <span>
            Last seen <RelativeTime at={node.status?.last_seen_at} />
            {node.status?.disconnect_reason && `: ${node.status.disconnect_reason}`}. It keeps its results on disk and sends them when it is back.
          </span>
        </p>
      )}
      <NodeFacts node={node} />
      <Losses node={node} />
      <Refusals node={node} />
      {mayEdit && !node.revoked && <NodeSettings node={node} />}
    </Page>
  );
}

function Losses({ node }: { node: Node }) {
  const lost = Number(node.status?.lost_records ?? 0);
  if (lost === 0) return null;
  const reason = LOSS_REASONS[node.status?.last_loss_reason ?? "LOSS_REASON_UNSPECIFIED"];
  return (
    <p className="node-warning">
      <Mark kind="warn" />
      <span>
        <strong>{plural(lost, "result")} lost</strong> since this node was enrolled. {reason && `Most recently: ${reason}`}
      </span>
    </p>
  );
}

function Refusals({ node }: { node: Node }) {
  const refused = node.status?.refused ?? [];
  if (refused.length === 0) return null;
  return (
    <Card title={`Tests that this node refuses (${formatCount(refused.length)})`}>
      <div className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th>Test</th>
              <th>Why</th>
            </tr>
          </thead>
          <tbody>
            {refused.map((refusal) => (
              <tr key={refusal.test_id}>
                <td>
                  <Link className="link" to={`/tests/${refusal.test_id}`}>
                    {refusal.test_id}
                  </Link>
                </td>
                <td className="muted">{refusal.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
