import { SEVERITIES } from "@/features/alert-rules";
import { compareTimes, formatCount } from "@/shared/format";
import { Card, Empty, Failure, LoadingLines, Page, Pager, usePageToken } from "@/shared/ui";
import { type Incident, useOpenIncidents, useResolvedIncidents } from "./api";
import { IncidentTable } from "./IncidentTable";
import "./incidents.css";

const PAGE_SIZE = 50;

/** What is wrong now, and what was. */
export function IncidentsPage() {
  return (
    <Page title="Incidents">
      <OpenIncidents />
      <ResolvedIncidents />
    </Page>
  );
}

function OpenIncidents() {
  const open = useOpenIncidents();
  const count = open.data?.total_size ?? 0;
  return (
    <Card title={count > 0 ? `Open (${formatCount(count)})` : "Open"}>
      {open.isPending ? (
        <LoadingLines what="open incidents" lines={3} />
      ) : open.isError && !open.data ? (
        <Failure what="The open incidents could not be loaded." error={open.error} retry={() => void open.refetch()} />
      ) : open.data.incidents.length === 0 ? (
        <Empty title="No incident is open.">Incidents open when an alert rule’s condition holds, and resolve by themselves.</Empty>
      ) : (
        <IncidentTable incidents={worstFirst(open.data.incidents)} label="Open incidents" />
      )}
    </Card>
  );
}

/** By severity, then the newest. */
function worstFirst(incidents: readonly Incident[]): Incident[] {
  return incidents.toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || compareTimes(b.opened_at, a.opened_at));
}

function ResolvedIncidents() {
  const paging = usePageToken();
  const resolved = useResolvedIncidents(paging.token);
  const next = resolved.data?.next_page_token;
  return (
    <>
      <Card title="Resolved">
        {resolved.isPending ? (
          <LoadingLines what="resolved incidents" />
        ) : resolved.isError && !resolved.data ? (
          <Failure
            what="The resolved incidents could not be loaded."
            error={resolved.error}
            retry={() => void resolved.refetch()}
          />
        ) : resolved.data.incidents.length === 0 ? (
          <Empty title="No incident was resolved yet." />
        ) : (
          <IncidentTable incidents={resolved.data.incidents} label="Resolved incidents" />
        )}
      </Card>
      <Pager
        what="incidents"
        offset={paging.pagesBefore === undefined ? undefined : paging.pagesBefore * PAGE_SIZE}
        count={resolved.data?.incidents.length ?? 0}
        total={resolved.data?.total_size ?? 0}
        onPrevious={paging.previous}
        onNext={next ? () => paging.next(next) : undefined}
      />
    </>
  );
}
