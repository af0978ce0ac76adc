import { keepPreviousData, type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Schema, unwrap } from "@/shared/api";
import { compareTimes } from "@/shared/format";
import { useLive } from "@/shared/live";

export type Incident = Schema<"Incident">;
type IncidentPage = Schema<"ListIncidentsResponse">;

const MOST_OPEN = 500;
const OPEN = ["incidents", "open"];

/** Open incidents of all tests, newest first; live. */
export function useOpenIncidents() {
  const queryClient = useQueryClient();
  useLive({ kinds: ["LIVE_EVENT_KIND_INCIDENT"] }, ({ incident }) => {
    if (incident) applyIncident(queryClient, incident);
  });
  return useQuery({
    queryKey: OPEN,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/incidents", {
          params: { query: { state: "INCIDENT_STATE_OPEN", page_size: MOST_OPEN } },
          signal,
        }),
      ),
    refetchInterval: 60_000,
  });
}

export function useResolvedIncidents(pageToken: string) {
  return useQuery({
    queryKey: ["incidents", "resolved", pageToken],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/incidents", {
          params: { query: { state: "INCIDENT_STATE_RESOLVED", page_size: 50, page_token: pageToken } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

export function useIncident(id: string) {
  return useQuery({
    queryKey: ["incident", id],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/incidents/{incident_id}", { params: { path: { incident_id: id } }, signal })),
  });
}

/** Puts a newer state of an incident into what the page knows. */
export function applyIncident(queryClient: QueryClient, incident: Incident): void {
  const isOpen = incident.state === "INCIDENT_STATE_OPEN";
  queryClient.setQueryData<IncidentPage>(OPEN, (page) => page && withIncident(page, incident, isOpen));
  queryClient.setQueryData<Incident>(["incident", incident.id], (known) => (known ? incident : known));
  if (!isOpen) void queryClient.invalidateQueries({ queryKey: ["incidents", "resolved"] });
}

function withIncident(page: IncidentPage, incident: Incident, isOpen: boolean): IncidentPage {
  const known = page.incidents.find((each) => each.id === incident.id);
  if (known && known.version > incident.version) return page;
  const others = page.incidents.filter((each) => each.id !== incident.id);
  const incidents = isOpen ? newestFirst([incident, ...others]) : others;
  return { ...page, incidents, total_size: page.total_size + incidents.length - page.incidents.length };
}

function newestFirst(incidents: Incident[]): Incident[] {
  return incidents.sort((a, b) => compareTimes(b.opened_at, a.opened_at));
}
