import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useEffectEvent, useState, useSyncExternalStore } from "react";
import { type Interest, type LiveEvent, type LiveStatus, LiveStream } from "./LiveStream";

const LiveContext = createContext<LiveStream | undefined>(undefined);

interface LiveProviderProps {
  children: ReactNode;
  /** Another stream, for tests. */
  stream?: LiveStream;
}

/** Holds the tab's event stream. On a reset everything that the page shows is read again. */
export function LiveProvider({ children, stream }: LiveProviderProps) {
  const [own] = useState(() => stream ?? new LiveStream((url) => new EventSource(url)));
  return (
    <LiveContext value={own}>
      <ResetWatcher />
      {children}
    </LiveContext>
  );
}

function ResetWatcher() {
  const queryClient = useQueryClient();
  const status = useLiveStatus();
  useLive({ kinds: ["LIVE_EVENT_KIND_SYSTEM"] }, (event) => {
    if (event.reset) void queryClient.invalidateQueries();
  });
  useEffect(() => {
    // A refused stream does not tell why; the session does.
    if (status === "lost") void queryClient.invalidateQueries({ queryKey: ["session"] });
  }, [status, queryClient]);
  return null;
}

function useStream(): LiveStream {
  const stream = useContext(LiveContext);
  if (!stream) throw new Error("useLive: no LiveProvider above this component");
  return stream;
}

/** Calls `handle` for each event of this interest while the component is there. */
export function useLive(interest: Interest | undefined, handle: (event: LiveEvent) => void): void {
  const stream = useStream();
  const onEvent = useEffectEvent(handle);
  const key = interest ? JSON.stringify(interest) : "";
  useEffect(() => {
    if (key === "") return undefined;
    return stream.subscribe(JSON.parse(key) as Interest, (event) => onEvent(event));
  }, [stream, key]);
}

export function useLiveStatus(): LiveStatus {
  const stream = useStream();
  return useSyncExternalStore(stream.onStatus, stream.status);
}

/** When the live connection was lost; undefined while it is there. */
export function useLostSince(): number | undefined {
  const stream = useStream();
  return useSyncExternalStore(stream.onStatus, stream.lostSince);
}
