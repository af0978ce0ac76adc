import { Link } from "react-router";
import { conditionWords, SeverityLabel } from "@/features/alert-rules";
import { plural } from "@/shared/format";
import { onRowKeys, rowFocus } from "@/shared/keyboard";
import { Lasting, RelativeTime } from "@/shared/ui";
import type { Incident } from "./api";
import { isOpen } from "./model";

/** Incidents, one a row; a row leads to the incident's page. */
export function IncidentTable({ incidents, label }: { incidents: readonly Incident[]; label: string }) {
  return (
    <table className="table incident-table" aria-label={label}>
      <thead>
        <tr>
          <th className="incident-severity">Severity</th>
          <th>Incident</th>
          <th className="incident-condition">Rule</th>
          <th className="incident-nodes">Nodes</th>
          <th className="numeric incident-since">Opened</th>
          <th className="numeric incident-lasted">Lasting</th>
        </tr>
      </thead>
      <tbody onKeyDown={onRowKeys}>
        {incidents.map((incident) => (
          <Row key={incident.id} incident={incident} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ incident }: { incident: Incident }) {
  const names = incident.nodes.map((node) => node.node_name || node.node_id);
  return (
    <tr className="row-link">
      <td className="incident-severity">
        <SeverityLabel severity={incident.severity} calm={!isOpen(incident)} />
      </td>
      <td className="incident-what">
        <p className="incident-test truncate">
          <Link to={`/incidents/${incident.id}`} className="row-link-target" {...rowFocus}>
            {incident.test_name || incident.test_id}
          </Link>
        </p>
        <p className="muted incident-summary" title={incident.summary}>
          {incident.summary}
        </p>
      </td>
      <td className="incident-condition">
        <p className="truncate">{incident.rule_name || incident.rule_id}</p>
        <p className="muted truncate">{conditionWords(incident.condition)}</p>
      </td>
      <td className="incident-nodes muted truncate" title={names.join(", ")}>
        {incident.nodes.length === 1 ? names[0] : plural(incident.nodes.length, "node")}
      </td>
      <td className="numeric incident-since muted">
        <RelativeTime at={incident.opened_at} />
      </td>
      <td className="numeric incident-lasted">
        <Lasting from={incident.opened_at} to={incident.resolved_at} />
      </td>
    </tr>
  );
}
