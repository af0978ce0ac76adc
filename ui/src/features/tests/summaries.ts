import { keepPreviousData, type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api, type Schema, unwrap } from "@/shared/api";
import { compareTimes } from "@/shared/format";
import { MAX_URL_LENGTH, useLive, useLiveStatus } from "@/shared/live";
import type { TestSummary } from "./model";

type Summaries = Readonly<Record<string, TestSummary>>;
type Result = Schema<"Result">;

/** Long enough for the store to have written what was just announced, and for a burst to become one question. */
const SETTLE_MS = 1500;
const SLOW_REFRESH_MS = 60_000;
const FAST_REFRESH_MS = 5000;
const URL_PER_ID = "&test_ids=".length;

/**
 * State and recent history of these tests. A live result brings the test's age up to date at once, and its state and history with
 * the next question to the server, which asks for all that moved together. A page whose ids do not fit into one stream's address
 * asks at short intervals instead.
 */
export function useSummaries(testIds: readonly string[]) {
  const queryClient = useQueryClient();
  const live = useLiveStatus() === "live" && fitsStream(testIds);
  const key = ["test-summaries", ...testIds];
  const refreshSoon = useRefreshSoon(queryClient, key);

  useLive(fitsStream(testIds) ? { kinds: ["LIVE_EVENT_KIND_RESULT"], testIds } : undefined, ({ result }) => {
    const testId = result?.probe?.test_id;
    if (!result || !testId) return;
    queryClient.setQueryData<Summaries>(key, (known) => known && withNewest(known, testId, result));
    refreshSoon(testId);
  });

  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => summarize(testIds, signal),
    enabled: testIds.length > 0,
    placeholderData: keepPreviousData,
    refetchInterval: live ? SLOW_REFRESH_MS : FAST_REFRESH_MS,
  });
}

function fitsStream(testIds: readonly string[]): boolean {
  return testIds.length > 0 && testIds.reduce((sum, id) => sum + id.length + URL_PER_ID, 0) < MAX_URL_LENGTH;
}

function useRefreshSoon(queryClient: QueryClient, key: readonly string[]): (testId: string) => void {
  const moved = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (testId) => {
    moved.current.add(testId);
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      const ids = [...moved.current];
      moved.current.clear();
      summarize(ids).then(
        (fresh) => queryClient.setQueryData<Summaries>(key, (known) => known && { ...known, ...fresh }),
        // The interval's question reports what is wrong.
        () => undefined,
      );
    }, SETTLE_MS);
  };
}

async function summarize(testIds: readonly string[], signal?: AbortSignal): Promise<Summaries> {
  const query = { test_ids: [...testIds] };
  const reply = await unwrap(api.GET("/api/v1/test-summaries", { params: { query }, ...(signal ? { signal } : {}) }));
  return Object.fromEntries(reply.tests.map((summary) => [summary.test_id, summary]));
}

function withNewest(known: Summaries, testId: string, result: Result): Summaries {
  const summary = known[testId];
  const at = result.probe?.scheduled_at;
  if (!summary || compareTimes(at, summary.newest) <= 0) return known;
  return { ...known, [testId]: { ...summary, ...(at ? { newest: at } : {}) } };
}
