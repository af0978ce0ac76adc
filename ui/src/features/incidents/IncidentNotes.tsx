import { Link } from "react-router";
import { SeverityLabel } from "@/features/alert-rules";
import { Lasting } from "@/shared/ui";
import { useOpenIncidents } from "./api";
import "./incidents.css";

/** The open incidents of one test, at the top of its page. */
export function IncidentNotes({ testId }: { testId: string }) {
  const open = useOpenIncidents().data?.incidents.filter((incident) => incident.test_id === testId) ?? [];
  if (open.length === 0) return null;
  return (
    <ul className="incident-notes" aria-label="Open incidents of this test">
      {open.map((incident) => (
        <li key={incident.id} className="incident-note row-link">
          <SeverityLabel severity={incident.severity} />
          <Link to={`/incidents/${incident.id}`} className="row-link-target incident-note-summary">
            {incident.summary}
          </Link>
          <span className="muted">
            for <Lasting from={incident.opened_at} />
          </span>
        </li>
      ))}
    </ul>
  );
}
