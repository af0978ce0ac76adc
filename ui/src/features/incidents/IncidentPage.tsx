import { Link, useParams } from "react-router";
import { conditionWords, measureValue, SeverityLabel } from "@/features/alert-rules";
import { useNow } from "@/shared/format";
import { AbsoluteTime, ButtonLink, Card, Facts, Failure, Lasting, LoadingLines, Mark, MarkLabel, Page, RelativeTime } from "@/shared/ui";
import { type Incident, useIncident, useOpenIncidents } from "./api";
import { isOpen, RESOLVE_WORDS, testPathAt } from "./model";
import "./incidents.css";

/** One incident: why it opened, where, and what became of it. */
export function IncidentPage() {
  const { incidentId = "" } = useParams();
  const incident = useIncident(incidentId);
  // Its subscription keeps this incident live, too.
  useOpenIncidents();
  if (incident.data) return <Loaded incident={incident.data} />;
  return (
    <Page title="Incident" crumb={<Crumb />}>
      <Card>
        {incident.isError ? (
          <Failure what="This incident could not be loaded." error={incident.error} retry={() => void incident.refetch()} />
        ) : (
          <LoadingLines what="incident" lines={8} />
        )}
      </Card>
    </Page>
  );
}

function Crumb() {
  return (
    <Link to="/incidents" className="link">
      Incidents
    </Link>
  );
}

function Loaded({ incident }: { incident: Incident }) {
  const now = useNow();
  const open = isOpen(incident);
  const name = incident.test_name || incident.test_id;
  return (
    <Page
      narrow
      title={`Incident of ${name}`}
      crumb={<Crumb />}
      heading={name}
      actions={<ButtonLink to={testPathAt(incident, now)}>Show the test at that time</ButtonLink>}
    >
      <p className="incident-lead">
        <MarkLabel kind={open ? "bad" : "ok"}>{open ? "Open" : "Resolved"}</MarkLabel>
        <SeverityLabel severity={incident.severity} calm={!open} />
        <span>{incident.summary}</span>
      </p>
      <Card title="Why">
        <div className="card-body">
          <Facts
            facts={[
              ["Condition", conditionWords(incident.condition)],
              [
                "Alert rule",
                <Link key="rule" className="link" to={`/alert-rules/${incident.rule_id}`}>
                  {incident.rule_name || incident.rule_id}
                </Link>,
              ],
              [
                "Test",
                <Link key="test" className="link" to={`/tests/${incident.test_id}`}>
                  {name}
                </Link>,
              ],
              ["Lasting", <Lasting key="lasting" from={incident.opened_at} to={incident.resolved_at} />],
            ]}
          />
        </div>
      </Card>
      <Lifecycle incident={incident} />
      <Nodes incident={incident} />
    </Page>
  );
}

function Lifecycle({ incident }: { incident: Incident }) {
  return (
    <Card title="Lifecycle">
      <ol className="lifecycle">
        <li>
          <Mark kind="bad" />
          <p>
            <strong>Opened</strong> <span className="muted">{incident.summary}</span>
          </p>
          <AbsoluteTime at={incident.opened_at} />
        </li>
        {isOpen(incident) ? (
          <li>
            <Mark kind="none" />
            <p className="muted">Still open. It resolves by itself when the condition no longer holds.</p>
            <span className="muted">
              for <Lasting from={incident.opened_at} />
            </span>
          </li>
        ) : (
          <li>
            <Mark kind="ok" />
            <p>
              <strong>Resolved</strong> <span className="muted">{RESOLVE_WORDS[incident.resolve_reason]}</span>
            </p>
            <AbsoluteTime at={incident.resolved_at} />
          </li>
        )}
      </ol>
    </Card>
  );
}

function Nodes({ incident }: { incident: Incident }) {
  const measureId = incident.condition?.measure ?? "up";
  return (
    <Card title={isOpen(incident) ? "Nodes that violate" : "Nodes that violated"}>
      <div className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th>Node</th>
              <th className="numeric">Value</th>
              <th>Violating since</th>
              <th>Error</th>
            </tr>
          </thead>
          <tbody>
            {incident.nodes.map((node) => (
              <tr key={node.node_id}>
                <td>
                  <Link className="link" to={`/nodes/${node.node_id}`}>
                    {node.node_name || node.node_id}
                  </Link>
                </td>
                <td className="numeric">{measureValue(measureId, node.value)}</td>
                <td>
                  <RelativeTime at={node.at} />
                </td>
                <td className="muted incident-error">{node.error}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
