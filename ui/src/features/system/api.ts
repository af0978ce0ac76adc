import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Schema, unwrap } from "@/shared/api";
import { compareTimes } from "@/shared/format";
import { useLive } from "@/shared/live";

export type SystemStatus = Schema<"SystemStatus">;
export type Component = Schema<"Component">;

const SYSTEM = ["system"];
const REFRESH_MS = 30_000;

/** How the installation is doing: read now and then, and at once when the server says that it changed. */
export function useSystemStatus() {
  const queryClient = useQueryClient();
  useLive({ kinds: ["LIVE_EVENT_KIND_SYSTEM"] }, ({ system }) => {
    if (system) queryClient.setQueryData<SystemStatus>(SYSTEM, system);
  });
  return useQuery({
    queryKey: SYSTEM,
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/system", { signal })),
    refetchInterval: REFRESH_MS,
    // An answer may be older than the event that came while it was on its way.
    structuralSharing: (known, came) => newer(known as SystemStatus | undefined, came as SystemStatus),
  });
}

function newer(known: SystemStatus | undefined, came: SystemStatus): SystemStatus {
  return known && compareTimes(known.at, came.at) > 0 ? known : came;
}
