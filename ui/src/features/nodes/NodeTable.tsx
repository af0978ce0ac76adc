import { Link } from "react-router";
import { formatBytes, formatCount, formatOffset } from "@/shared/format";
import { onRowKeys, rowFocus } from "@/shared/keyboard";
import { LabelList, MarkLabel, RelativeTime } from "@/shared/ui";
import type { Node, NodeStatus } from "./api";
import { CLOCK_TOLERANCE_MS, CONNECTIONS, connectionOf } from "./model";

export function NodeTable({ nodes }: { nodes: readonly Node[] }) {
  return (
    <table className="table nodes">
      <thead>
        <tr>
          <th className="nodes-connection">State</th>
          <th>Node</th>
          <th className="nodes-platform">Version, platform</th>
          <th className="numeric nodes-seen">Last seen</th>
          <th className="numeric nodes-lag" title="Records on the node’s disk that the server has not taken yet">
            Waiting
          </th>
          <th className="numeric nodes-clock" title="Node’s clock minus the server’s">
            Clock
          </th>
          <th className="numeric nodes-tests">Tests</th>
          <th className="nodes-labels">Labels</th>
        </tr>
      </thead>
      <tbody onKeyDown={onRowKeys}>
        {nodes.map((node) => (
          <Row key={node.id} node={node} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ node }: { node: Node }) {
  const connection = CONNECTIONS[connectionOf(node)];
  const { status } = node;
  const where = [status?.hostname === node.name ? "" : status?.hostname, status?.remote_ip].filter(Boolean).join(" · ");
  return (
    <tr className="row-link">
      <td className="nodes-connection">
        <MarkLabel kind={connection.mark}>{connection.name}</MarkLabel>
      </td>
      <td className="nodes-who">
        <div className="nodes-line">
          <Link to={`/nodes/${node.id}`} className="row-link-target truncate" {...rowFocus}>
            {node.name}
          </Link>
          {where && (
            <span className="faint truncate" title={where}>
              {where}
            </span>
          )}
        </div>
      </td>
      <td className="nodes-platform muted truncate">{[status?.agent_version, status?.platform].filter(Boolean).join(", ") || "–"}</td>
      <td className="numeric nodes-seen muted">
        <RelativeTime at={status?.last_seen_at} fallback="never" />
      </td>
      <td className="numeric nodes-lag">
        <Lag status={status} />
      </td>
      <td className="numeric nodes-clock">
        <ClockOffset status={status} />
      </td>
      <td className="numeric nodes-tests">{status?.health ? formatCount(status.health.tests_assigned) : <span className="faint">–</span>}</td>
      <td className="nodes-labels">
        <LabelList labels={node.labels} max={2} />
      </td>
    </tr>
  );
}

export function Lag({ status }: { status: NodeStatus | undefined }) {
  const records = Number(status?.lag_records ?? 0);
  if (!status || records === 0) return <span className="faint">{status ? "0" : "–"}</span>;
  return (
    <span title={`${formatBytes(status.spool_bytes)} on the node’s disk`}>
      {formatCount(records)} <span className="faint">· {formatBytes(status.spool_bytes)}</span>
    </span>
  );
}

export function ClockOffset({ status }: { status: NodeStatus | undefined }) {
  if (status?.connection !== "CONNECTION_ONLINE") return <span className="faint">–</span>;
  const offset = status.clock_offset_ms;
  if (Math.abs(offset) < CLOCK_TOLERANCE_MS) return <span className="muted">{formatOffset(offset)}</span>;
  return (
    <span className="nodes-clock-off" title="The node’s clock is off: times of its results are, too.">
      ⚠ {formatOffset(offset)}
    </span>
  );
}
