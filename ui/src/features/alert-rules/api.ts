import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, readAllPages, type Schema, unwrap } from "@/shared/api";
import type { AlertRule } from "./words";

const RULES = ["alert-rules"];

/** All rules by name; there are few, so they come at once. */
export function useAlertRules() {
  return useQuery({
    queryKey: RULES,
    queryFn: ({ signal }) =>
      readAllPages<AlertRule>(async (pageToken) => {
        const query = { page_size: 500, page_token: pageToken };
        const page = await unwrap(api.GET("/api/v1/alert-rules", { params: { query }, signal }));
        return { items: page.rules, next: page.next_page_token };
      }),
  });
}

export function useAlertRule(id: string) {
  return useQuery({
    queryKey: ["alert-rule", id],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/alert-rules/{rule_id}", { params: { path: { rule_id: id } }, signal })),
  });
}

/** Creates a rule, or changes the one with this id. The rule holds the version that the change is based on. */
export function useSaveRule() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, rule }: { id: string | undefined; rule: Schema<"AlertRuleInput"> }) =>
      id === undefined
        ? unwrap(api.POST("/api/v1/alert-rules", { body: rule }))
        : unwrap(api.PATCH("/api/v1/alert-rules/{rule_id}", { params: { path: { rule_id: id } }, body: rule })),
    onSuccess: (rule) => {
      queryClient.setQueryData<AlertRule>(["alert-rule", rule.id], rule);
      void queryClient.invalidateQueries({ queryKey: RULES });
    },
  });
}

export function useDeleteRule() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => unwrap(api.DELETE("/api/v1/alert-rules/{rule_id}", { params: { path: { rule_id: id } } })),
    onSuccess: (_done, id) => {
      queryClient.removeQueries({ queryKey: ["alert-rule", id] });
      void queryClient.invalidateQueries({ queryKey: RULES });
    },
  });
}
