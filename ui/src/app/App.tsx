import { QueryClientProvider } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { Outlet } from "react-router";
import { RequireSession } from "@/features/session";
import { Shell } from "@/features/shell";
import { createQueryClient } from "@/shared/api";
import { LiveProvider, type LiveStream } from "@/shared/live";
import { Notices } from "@/shared/ui";
import { Boundary } from "./Boundary";
import { AppRoutes } from "./routes";

/** Everything below the router. `stream` is another source of live events, for tests. */
export function App({ stream }: { stream?: LiveStream }) {
  const [queryClient] = useState(() => {
    const client = createQueryClient(() => void client.invalidateQueries({ queryKey: ["session"] }));
    return client;
  });
  return (
    <QueryClientProvider client={queryClient}>
      <Notices>
        <Boundary>
          <Suspense fallback={null}>
            <AppRoutes frame={<Frame stream={stream} />} />
          </Suspense>
        </Boundary>
      </Notices>
    </QueryClientProvider>
  );
}

/** What surrounds every page that needs a session. */
function Frame({ stream }: { stream: LiveStream | undefined }) {
  return (
    <RequireSession>
      <LiveProvider {...(stream ? { stream } : {})}>
        <Shell>
          <Outlet />
        </Shell>
      </LiveProvider>
    </RequireSession>
  );
}
