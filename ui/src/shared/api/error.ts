import type { Schema } from "./schema";

/** The numbers of google.rpc.Code that the interface treats on their own. */
export const Code = {
  INVALID_ARGUMENT: 3,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

/** One rejected field; `field` is its path in the request, for example "test.probe.http.url". */
export interface Violation {
  field: string;
  description: string;
}

/** A call that did not succeed, with the server's own words where it gave some. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  private constructor(
    message: string,
    /** HTTP status; 0 when no answer came. */
    readonly status: number,
    /** google.rpc.Code; 0 when the answer named none. */
    readonly code: number,
    readonly violations: readonly Violation[],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  static unreachable(cause: unknown): ApiError {
    return new ApiError("The server cannot be reached.", 0, 0, [], { cause });
  }

  static of(status: number, body: Partial<Schema<"Status">>): ApiError {
    const message = body.message || `The server answered with HTTP status ${status}.`;
    return new ApiError(message, status, body.code ?? 0, violationsOf(body.details ?? []));
  }

  get unreachable(): boolean {
    return this.status === 0;
  }
}

export function errorFromResponse(response: Response, body: unknown): ApiError {
  const status = typeof body === "object" && body !== null ? (body as Partial<Schema<"Status">>) : {};
  return ApiError.of(response.status, status);
}

/** True for a call that failed with this google.rpc.Code. */
export function hasCode(error: unknown, code: number): boolean {
  return error instanceof ApiError && error.code === code;
}

function violationsOf(details: readonly unknown[]): Violation[] {
  return details.flatMap((detail) => {
    const list = (detail as { field_violations?: unknown }).field_violations;
    return Array.isArray(list) ? list.filter(isViolation) : [];
  });
}

function isViolation(value: unknown): value is Violation {
  const candidate = value as Partial<Violation> | null;
  return typeof candidate?.field === "string" && typeof candidate.description === "string";
}
