import createClient from "openapi-fetch";
import type { paths } from "@/gen/api";
import { ApiError, errorFromResponse } from "./error";

/** The typed REST client. `fetch` is looked up at each call, so that tests can put another in its place. */
export const api = createClient<paths>({
  baseUrl: globalThis.location.origin,
  fetch: (request: Request) => globalThis.fetch(request),
});

interface Reply<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The reply's body, or an ApiError that says what failed in words. */
export async function unwrap<T>(call: Promise<Reply<T>>): Promise<T> {
  let reply: Reply<T>;
  try {
    reply = await call;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw ApiError.unreachable(cause);
  }
  if (!reply.response.ok) throw errorFromResponse(reply.response, reply.error);
  return reply.data as T;
}
