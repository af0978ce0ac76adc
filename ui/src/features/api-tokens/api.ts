import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Schema, unwrap } from "@/shared/api";

export type ApiToken = Schema<"ApiToken">;

const TOKENS = ["api-tokens"];

export function useApiTokens(pageToken: string) {
  return useQuery({
    queryKey: [...TOKENS, pageToken],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/api-tokens", { params: { query: { page_size: 100, page_token: pageToken } }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useCreateApiToken() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<"CreateApiTokenRequestInput">) => unwrap(api.POST("/api/v1/api-tokens", { body })),
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: TOKENS }),
  });
}

export function useRevokeApiToken() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => unwrap(api.DELETE("/api/v1/api-tokens/{token_id}", { params: { path: { token_id: id } } })),
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: TOKENS }),
  });
}
