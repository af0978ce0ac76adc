import { keepPreviousData, type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Schema, unwrap } from "@/shared/api";
import type { Test } from "./model";

export const PAGE_SIZE = 100;

export const testKeys = {
  lists: ["tests"] as const,
  list: (search: string, pageToken: string) => ["tests", search, pageToken] as const,
  one: (id: string) => ["test", id] as const,
};

export function useTests(search: string, pageToken: string) {
  return useQuery({
    queryKey: testKeys.list(search, pageToken),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/tests", {
          params: { query: { page_size: PAGE_SIZE, page_token: pageToken, search } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}

export function useTest(id: string) {
  return useQuery({
    queryKey: testKeys.one(id),
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/tests/{test_id}", { params: { path: { test_id: id } }, signal })),
  });
}

export function useCreateTest() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<"TestInput">) => unwrap(api.POST("/api/v1/tests", { body })),
    onSuccess: (test) => keep(queryClient, test),
  });
}

interface Change {
  id: string;
  /** Holds the version that the change is based on; "0" overwrites whatever is there. */
  test: Schema<"TestInput">;
  /** Fields to change, for example "paused"; absent for all. */
  mask?: string;
}

export function useUpdateTest() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, test, mask }: Change) =>
      unwrap(
        api.PATCH("/api/v1/tests/{test_id}", {
          params: { path: { test_id: id }, query: mask ? { update_mask: mask } : {} },
          body: test,
        }),
      ),
    onSuccess: (test) => keep(queryClient, test),
  });
}

/** Runs a test once, now, on all of its nodes that are connected. */
export function useRunTest() {
  return useMutation({
    mutationFn: (id: string) =>
      unwrap(api.POST("/api/v1/tests/{test_id}:run", { params: { path: { test_id: id } }, body: {} })),
  });
}

export function useDeleteTest() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => unwrap(api.DELETE("/api/v1/tests/{test_id}", { params: { path: { test_id: id } } })),
    onSuccess: (_done, id) => {
      queryClient.removeQueries({ queryKey: testKeys.one(id) });
      void queryClient.invalidateQueries({ queryKey: testKeys.lists });
    },
  });
}

function keep(queryClient: QueryClient, test: Test): void {
  queryClient.setQueryData<Test>(testKeys.one(test.id), test);
  void queryClient.invalidateQueries({ queryKey: testKeys.lists });
}
