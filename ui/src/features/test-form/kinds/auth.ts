import type { Schema } from "@/shared/api";

export type AuthScheme = "none" | "basic" | "digest" | "bearer";

/** Who the node says it is; the password or token is the name of a secret that only the node has. */
export interface AuthDraft {
  scheme: AuthScheme;
  user: string;
  secret: string;
}

export const NO_AUTH: AuthDraft = { scheme: "none", user: "", secret: "" };

const MAX_USER = 256;

export function draftOfAuth(auth: Schema<"HttpAuth"> | undefined): AuthDraft {
  const { basic, digest, bearer } = auth ?? {};
  if (basic) return { scheme: "basic", user: basic.user, secret: basic.password?.name ?? "" };
  if (digest) return { scheme: "digest", user: digest.user, secret: digest.password?.name ?? "" };
  return bearer ? { scheme: "bearer", user: "", secret: bearer.name } : NO_AUTH;
}

/** Nothing at all where there is none. */
export function inputOfAuth({ scheme, user, secret }: AuthDraft): { auth?: Schema<"HttpAuthInput"> } {
  const named = { name: secret.trim() };
  switch (scheme) {
    case "none":
      return {};
    case "bearer":
      return { auth: { bearer: named } };
    case "basic":
      return { auth: { basic: { user, password: named } } };
    case "digest":
      return { auth: { digest: { user, password: named } } };
  }
}

export function authProblem({ scheme, user, secret }: AuthDraft): string | undefined {
  if (scheme === "none") return undefined;
  if (user.includes(":") || user.length > MAX_USER) return `${user} (expected: a user of at most ${MAX_USER} characters without a colon).`;
  return /^[a-z0-9][a-z0-9._-]{0,62}$/.test(secret.trim()) ? undefined : "Name the secret that the node has.";
}
