import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, readAllPages, type Schema, unwrap } from "@/shared/api";
import { bucketFor, resolveRange, type TimeRange } from "./range";

export type Result = Schema<"Result">;
export type NodeSeries = Schema<"NodeSeries">;
export type Bucket = Schema<"Bucket">;

export const RESULTS_PAGE = 50;

export interface ResultFilter {
  nodeId: string;
  failedOnly: boolean;
  range: TimeRange;
}

export const resultKeys = {
  series: (testId: string) => ["series", testId] as const,
  latest: (testId: string) => ["latest-results", testId] as const,
  list: (testId: string, filter: ResultFilter) => ["results", testId, filter] as const,
  one: (testId: string, resultId: string) => ["result", testId, resultId] as const,
};

/** One measure over time, per node. A moving range is read again at intervals of a bucket. */
export function useSeries(testId: string, measureId: string, range: TimeRange, intervalMs: number) {
  return useQuery({
    queryKey: [...resultKeys.series(testId), measureId, range, intervalMs],
    queryFn: async ({ signal }) => {
      const { from, to } = resolveRange(range, Date.now());
      const bucket = bucketFor(to - from, intervalMs);
      const start = Math.floor(from / bucket) * bucket;
      const query = {
        measures: [measureId],
        from: new Date(start).toISOString(),
        to: new Date(to).toISOString(),
        bucket_ms: bucket,
      };
      const path = { test_id: testId };
      const reply = await unwrap(api.GET("/api/v1/tests/{test_id}/series", { params: { path, query }, signal }));
      return { ...reply, from: start, to };
    },
    placeholderData: (previous, query) => (query?.queryKey[1] === testId ? keepPreviousData(previous) : undefined),
    refetchInterval: range.kind === "last" ? Math.max(15_000, Math.min(range.ms / 180, 60_000)) : false,
  });
}

const RELOAD_MS = 60_000;
/**
 * The first result may come between reading and listening; it should still be there within two seconds of saving. A test that has
 * none after these few looks, because no node runs it, is looked at seldom.
 */
const FIRST_RELOAD_MS = 500;
const FIRST_RELOADS = 20;
const WITHOUT_RESULTS_MS = 5_000;

/** The newest result of each node. */
export function useLatestResults(testId: string) {
  return useQuery({
    queryKey: resultKeys.latest(testId),
    queryFn: ({ signal }) =>
      readAllPages<Result>(async (pageToken) => {
        const params = { path: { test_id: testId }, query: { page_size: 500, page_token: pageToken } };
        const page = await unwrap(api.GET("/api/v1/tests/{test_id}/latest-results", { params, signal }));
        return { items: page.results, next: page.next_page_token };
      }),
    refetchInterval: ({ state }) => {
      if (state.data?.length !== 0) return RELOAD_MS;
      return state.dataUpdateCount < FIRST_RELOADS ? FIRST_RELOAD_MS : WITHOUT_RESULTS_MS;
    },
  });
}

/** Results newest first, page after page. Live results are put in front by useLiveResults. */
export function useResults(testId: string, filter: ResultFilter) {
  return useInfiniteQuery({
    queryKey: resultKeys.list(testId, filter),
    queryFn: ({ pageParam, signal }) => {
      const { range } = filter;
      const bounds =
        range.kind === "fixed" ? { from: new Date(range.from).toISOString(), to: new Date(range.to).toISOString() } : {};
      const query = {
        ...(filter.nodeId ? { node_id: filter.nodeId } : {}),
        ...(filter.failedOnly ? { failed_only: true } : {}),
        ...bounds,
        page_size: RESULTS_PAGE,
        page_token: pageParam,
      };
      return unwrap(api.GET("/api/v1/tests/{test_id}/results", { params: { path: { test_id: testId }, query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_page_token || undefined,
    // Live results reach only the list that is shown; one that was left is read again.
  });
}

export function useResult(testId: string, resultId: string, known: Result | undefined) {
  return useQuery({
    queryKey: resultKeys.one(testId, resultId),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/tests/{test_id}/results/{result_id}", {
          params: { path: { test_id: testId, result_id: resultId } },
          signal,
        }),
      ),
    placeholderData: known,
    // A result never changes.
    staleTime: Infinity,
  });
}
