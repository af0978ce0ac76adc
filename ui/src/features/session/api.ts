import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Schema, unwrap } from "@/shared/api";

export type Session = Schema<"Session">;
export type Role = Schema<"Role">;

const SESSION = ["session"];
/** A wrong password is no expired session. */
const meta = { signedOut: "expected" };

export function useSession() {
  return useQuery({
    queryKey: SESSION,
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/session", { signal })),
    staleTime: 60_000,
  });
}

/** Whether the installation still waits for its first administrator. */
export function useSetup() {
  return useQuery({
    queryKey: ["setup"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/setup", { signal })),
  });
}

export function useSignIn() {
  const queryClient = useQueryClient();
  return useMutation({
    meta,
    mutationFn: (body: Schema<"CreateSessionRequestInput">) => unwrap(api.POST("/api/v1/session", { body })),
    onSuccess: (session) => queryClient.setQueryData(SESSION, session),
  });
}

export function useCompleteSetup() {
  const queryClient = useQueryClient();
  return useMutation({
    meta,
    mutationFn: (body: Schema<"CompleteSetupRequestInput">) => unwrap(api.POST("/api/v1/setup", { body })),
    onSuccess: (session) => queryClient.setQueryData(SESSION, session),
  });
}

export function useSignOut() {
  return useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/session")),
  });
}
