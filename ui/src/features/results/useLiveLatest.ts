import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { compareTimes } from "@/shared/format";
import { useLive } from "@/shared/live";
import { type Result, resultKeys } from "./api";

/** Long enough for the store to have written what was just announced. */
const SETTLE_MS = 2000;

/** Takes live results of a test into the newest of each node at once, and has the chart read again a little later. */
export function useLiveLatest(testId: string): void {
  const queryClient = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLive({ kinds: ["LIVE_EVENT_KIND_RESULT"], testIds: [testId] }, ({ result }) => {
    if (result?.probe?.test_id !== testId) return;
    keepLatest(queryClient, testId, result);
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void queryClient.invalidateQueries({ queryKey: resultKeys.series(testId) });
    }, SETTLE_MS);
  });
}

function keepLatest(queryClient: QueryClient, testId: string, came: Result): void {
  queryClient.setQueryData<Result[]>(resultKeys.latest(testId), (known) => {
    if (!known) return known;
    const before = known.find((each) => each.node_id === came.node_id);
    if (!before) return [...known, came].sort((a, b) => (a.node_id < b.node_id ? -1 : 1));
    if (compareTimes(came.probe?.scheduled_at, before.probe?.scheduled_at) <= 0) return known;
    return known.map((each) => (each === before ? came : each));
  });
}
