import { keepPreviousData, type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, readAllPages, type Schema, unwrap } from "@/shared/api";
import { useLive } from "@/shared/live";

export type Node = Schema<"Node">;
export type NodeStatus = Schema<"NodeStatus">;
type NodePage = Schema<"ListNodesResponse">;

export const PAGE_SIZE = 100;

const nodeKeys = {
  lists: ["nodes"] as const,
  list: (search: string, pageToken: string) => ["nodes", "page", search, pageToken] as const,
  all: ["nodes", "all"] as const,
  one: (id: string) => ["node", id] as const,
};

/** One page of nodes by name; their state is live. */
export function useNodes(search: string, pageToken: string) {
  useLiveNodes();
  return useQuery({
    queryKey: nodeKeys.list(search, pageToken),
    queryFn: ({ signal }) => {
      const query = { page_size: PAGE_SIZE, page_token: pageToken, search };
      return unwrap(api.GET("/api/v1/nodes", { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}

/** Every node, for choosing among them. */
export function useAllNodes() {
  return useQuery({
    queryKey: nodeKeys.all,
    queryFn: ({ signal }) =>
      readAllPages<Node>(async (pageToken) => {
        const query = { page_size: 500, page_token: pageToken };
        const page = await unwrap(api.GET("/api/v1/nodes", { params: { query }, signal }));
        return { items: page.nodes, next: page.next_page_token };
      }),
    staleTime: 30_000,
  });
}

export function useNode(id: string) {
  useLiveNodes();
  return useQuery({
    queryKey: nodeKeys.one(id),
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/nodes/{node_id}", { params: { path: { node_id: id } }, signal })),
    refetchInterval: 60_000,
  });
}

export function useUpdateNode() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, node }: { id: string; node: Schema<"NodeInput"> }) =>
      unwrap(
        api.PATCH("/api/v1/nodes/{node_id}", {
          params: { path: { node_id: id }, query: { update_mask: "name,labels" } },
          body: node,
        }),
      ),
    onSuccess: (node) => keep(queryClient, node),
  });
}

export function useRevokeNode() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => {
      const params = { path: { node_id: id } };
      return unwrap(api.POST("/api/v1/nodes/{node_id}:revoke", { params, body: {} }));
    },
    onSuccess: (node) => keep(queryClient, node),
  });
}

export function useDeleteNode() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => unwrap(api.DELETE("/api/v1/nodes/{node_id}", { params: { path: { node_id: id } } })),
    onSuccess: (_done, id) => {
      queryClient.removeQueries({ queryKey: nodeKeys.one(id) });
      void queryClient.invalidateQueries({ queryKey: nodeKeys.lists });
    },
  });
}

export function useCreateEnrolmentToken() {
  return useMutation({
    mutationFn: (body: Schema<"CreateEnrolmentTokenRequestInput">) => unwrap(api.POST("/api/v1/enrolment-tokens", { body })),
  });
}

/** What became of an enrolment token; asked again and again while it is open. */
export function useEnrolmentToken(id: string) {
  return useQuery({
    queryKey: ["enrolment-token", id],
    queryFn: async ({ signal }) => {
      const page = await unwrap(api.GET("/api/v1/enrolment-tokens", { params: { query: { page_size: 100 } }, signal }));
      return page.tokens.find((token) => token.id === id) ?? null;
    },
    refetchInterval: ({ state }) => (state.data && state.data.state !== "ENROLMENT_TOKEN_STATE_OPEN" ? false : 2000),
  });
}

function useLiveNodes(): void {
  const queryClient = useQueryClient();
  useLive({ kinds: ["LIVE_EVENT_KIND_NODE"] }, ({ node }) => {
    if (node) applyNode(queryClient, node);
  });
}

/** Puts a newer state of a node into what the page knows; a node that is not on any list has it read again. */
export function applyNode(queryClient: QueryClient, node: Node): void {
  let known = false;
  queryClient.setQueriesData<NodePage>({ queryKey: ["nodes", "page"] }, (page) => {
    if (!page?.nodes.some((each) => each.id === node.id)) return page;
    known = true;
    return { ...page, nodes: page.nodes.map((each) => (each.id === node.id ? node : each)) };
  });
  queryClient.setQueryData<Node>(nodeKeys.one(node.id), (before) => (before ? node : before));
  if (!known) void queryClient.invalidateQueries({ queryKey: nodeKeys.lists });
}

function keep(queryClient: QueryClient, node: Node): void {
  queryClient.setQueryData<Node>(nodeKeys.one(node.id), node);
  void queryClient.invalidateQueries({ queryKey: nodeKeys.lists });
}
