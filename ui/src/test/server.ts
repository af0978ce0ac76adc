import type { paths } from "@/gen/api";
import { Code, type Schema, type Violation } from "@/shared/api";

type Method = "get" | "post" | "patch" | "delete";
type PathWith<M extends Method> = {
  [P in keyof paths]: M extends keyof paths[P] ? (paths[P][M] extends { responses: unknown } ? P : never) : never;
}[keyof paths];
type ReplyOf<P extends keyof paths, M extends Method> = M extends keyof paths[P]
  ? paths[P][M] extends { responses: { 200: { content: { "application/json": infer Body } } } }
    ? Body
    : never
  : never;

export interface Call {
  path: string;
  query: URLSearchParams;
  /** Variables of the path. */
  vars: Record<string, string>;
  body: unknown;
}

type Answer<Body> = Body | ((call: Call) => Body | Promise<Body>);

interface Route {
  method: string;
  pattern: RegExp;
  names: string[];
  answer: Answer<unknown>;
}

/** An answer that is not 200: a google.rpc.Status. */
export class Refusal extends Error {
  constructor(
    readonly httpStatus: number,
    readonly code: number,
    message: string,
    readonly violations: readonly Violation[] = [],
  ) {
    super(message);
  }
}

export const refusals = {
  signedOut: () => new Refusal(401, Code.UNAUTHENTICATED, "sign in first"),
  notFound: (what: string) => new Refusal(404, Code.NOT_FOUND, `${what} not found`),
  conflict: () => new Refusal(409, Code.ABORTED, "version 3 (expected: 4)"),
  invalid: (...violations: Violation[]) => new Refusal(400, Code.INVALID_ARGUMENT, "invalid request", violations),
  broken: () => new Refusal(500, 13, "the result store does not answer"),
};

/** A server in memory whose answers have the contract's types. The newest answer to a path holds; a path without one fails. */
export class FakeServer {
  readonly calls: { method: string; path: string; query: URLSearchParams; body: unknown }[] = [];
  private readonly routes: Route[] = [];
  private down = false;

  get = <P extends PathWith<"get">>(path: P, answer: Answer<ReplyOf<P, "get">>) => this.route("get", path, answer);
  post = <P extends PathWith<"post">>(path: P, answer: Answer<ReplyOf<P, "post">>) => this.route("post", path, answer);
  patch = <P extends PathWith<"patch">>(path: P, answer: Answer<ReplyOf<P, "patch">>) => this.route("patch", path, answer);
  delete = <P extends PathWith<"delete">>(path: P, answer: Answer<ReplyOf<P, "delete">>) => this.route("delete", path, answer);

  /** From now on no call is answered. */
  goDown(): void {
    this.down = true;
  }

  comeBack(): void {
    this.down = false;
  }

  /** Calls of a method to a path, as "PATCH /api/v1/tests/web". */
  callsTo(line: string) {
    return this.calls.filter((call) => `${call.method} ${call.path}` === line);
  }

  readonly fetch = async (input: RequestInfo | URL): Promise<Response> => {
    if (this.down) throw new TypeError("Failed to fetch");
    const request = input as Request;
    const url = new URL(request.url);
    const text = await request.text();
    const body: unknown = text ? JSON.parse(text) : undefined;
    this.calls.push({ method: request.method, path: url.pathname, query: url.searchParams, body });
    try {
      return reply(200, await this.answerOf(request.method, url, body));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return reply(error.httpStatus, statusOf(error));
    }
  };

  private route(method: string, path: string, answer: Answer<unknown>): this {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
    const pattern = new RegExp(`^${path.replace(/\{\w+\}/g, "([^/:]+)")}$`);
    this.routes.unshift({ method: method.toUpperCase(), pattern, names, answer });
    return this;
  }

  private answerOf(method: string, url: URL, body: unknown): unknown {
    for (const { method: wanted, pattern, names, answer } of this.routes) {
      const match = wanted === method ? pattern.exec(url.pathname) : null;
      if (!match) continue;
      const vars = Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? "")]));
      const call: Call = { path: url.pathname, query: url.searchParams, vars, body };
      return typeof answer === "function" ? (answer as (call: Call) => unknown)(call) : answer;
    }
    throw new Refusal(501, 12, `the test gave no answer to ${method} ${url.pathname}`);
  }
}

function reply(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
}

function statusOf({ code, message, violations }: Refusal): Schema<"Status"> {
  const detail = { "@type": "type.googleapis.com/google.rpc.BadRequest", field_violations: violations };
  return { code, message, details: violations.length > 0 ? [detail] : [] };
}
