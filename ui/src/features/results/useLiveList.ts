import { type InfiniteData, type QueryClient, useQueryClient } from "@tanstack/react-query";
import { type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import type { Schema } from "@/shared/api";
import { compareTimes } from "@/shared/format";
import { useLive } from "@/shared/live";
import { type Result, type ResultFilter, resultKeys } from "./api";
import { passed } from "./faults";

type Pages = InfiniteData<Schema<"ListResultsResponse">, string>;

/** Results come one by one; the list takes them up together, this often at most. */
const FLUSH_MS = 500;
/** Rows that a live list may grow to before it starts again from its first page. */
const MOST_ROWS = 500;

export interface LiveList {
  /** Results that came while the list was held still. */
  waiting: number;
  /** Ids of the results that have just been put in. */
  fresh: ReadonlySet<string>;
  /** Puts the waiting ones in. */
  release: () => void;
}

/**
 * Puts live results in front of a list of results; while `held` is true they wait, so that nothing moves under the pointer.
 *
 * @param readAt when the list was last read, in milliseconds; 0 before
 */
export function useLiveList(testId: string, filter: ResultFilter, held: RefObject<boolean>, readAt: number): LiveList {
  const queryClient = useQueryClient();
  const [waiting, setWaiting] = useState<readonly Result[]>([]);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const inbox = useRef<Result[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const put = (results: readonly Result[]) => {
    prepend(queryClient, testId, filter, results);
    setFresh(new Set(results.map((each) => each.id)));
  };
  const flush = () => {
    timer.current = undefined;
    const came = inbox.current;
    inbox.current = [];
    if (held.current) setWaiting((before) => [...came, ...before]);
    else put(came);
  };
  useLive({ kinds: ["LIVE_EVENT_KIND_RESULT"], testIds: [testId] }, ({ result }) => {
    if (!result || !fits(result, testId, filter)) return;
    inbox.current.unshift(result);
    timer.current ??= setTimeout(flush, FLUSH_MS);
  });

  // The feed is ahead of the store: what came before the list was read may be known only as the newest result of its node.
  const catchUp = useEffectEvent(() => {
    if (!held.current) prepend(queryClient, testId, filter, newestKnown(queryClient, testId, filter));
  });
  useEffect(() => {
    if (readAt > 0) catchUp();
  }, [readAt]);

  const release = () => {
    if (waiting.length === 0) return;
    put(waiting);
    setWaiting([]);
  };
  return { waiting: waiting.length, fresh, release };
}

function fits(result: Result, testId: string, { nodeId, failedOnly, range }: ResultFilter): boolean {
  if (range.kind === "fixed" || result.probe?.test_id !== testId) return false;
  return (nodeId === "" || result.node_id === nodeId) && !(failedOnly && passed(result));
}

/** The newest result of each node, as far as it belongs on the first page of the list. */
function newestKnown(queryClient: QueryClient, testId: string, filter: ResultFilter): Result[] {
  const first = queryClient.getQueryData<Pages>(resultKeys.list(testId, filter))?.pages[0];
  const oldest = first?.next_page_token ? first.results.at(-1) : undefined;
  const newest = queryClient.getQueryData<Result[]>(resultKeys.latest(testId)) ?? [];
  return newest.filter(
    (each) => fits(each, testId, filter) && (!oldest || compareTimes(each.probe?.scheduled_at, oldest.probe?.scheduled_at) > 0),
  );
}

function prepend(queryClient: QueryClient, testId: string, filter: ResultFilter, came: readonly Result[]): void {
  const key = resultKeys.list(testId, filter);
  const pages = queryClient.getQueryData<Pages>(key);
  const first = pages?.pages[0];
  if (!pages || !first) return;
  const known = new Set(first.results.map((each) => each.id));
  const missing = came.filter((each) => !known.has(each.id));
  if (missing.length === 0) return;
  const results = [...missing, ...first.results].sort((a, b) => compareTimes(b.probe?.scheduled_at, a.probe?.scheduled_at));
  if (results.length > MOST_ROWS) {
    void queryClient.resetQueries({ queryKey: key });
    return;
  }
  queryClient.setQueryData<Pages>(key, { ...pages, pages: [{ ...first, results }, ...pages.pages.slice(1)] });
}
