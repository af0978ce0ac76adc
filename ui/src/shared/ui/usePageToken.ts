import { useCallback } from "react";
import { useLocation, useNavigate, useSearchParams } from "react-router";

interface PageState {
  /** Tokens of the pages before this one, the first page ("") included. */
  tokens?: string[];
}

/** The page of a server-paged list, held in the URL; the way back is kept in the browser's history entry. */
export function usePageToken() {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const location = useLocation();
  const token = params.get("page") ?? "";
  const tokens = (location.state as PageState | null)?.tokens;

  const go = useCallback(
    (to: string, before: string[]) => {
      const next = new URLSearchParams(location.search);
      if (to === "") next.delete("page");
      else next.set("page", to);
      const state: PageState = { tokens: before };
      void navigate({ search: next.toString() }, { state });
    },
    [navigate, location.search],
  );

  const before = tokens ?? (token === "" ? [] : undefined);
  return {
    token,
    /** Pages before this one; undefined when the page was opened by its address. */
    pagesBefore: before?.length,
    next: (to: string) => go(to, [...(before ?? [""]), token]),
    previous: token === "" ? undefined : () => go(before?.at(-1) ?? "", before?.slice(0, -1) ?? []),
  };
}
