export { api, unwrap } from "./client";
export { ApiError, Code, hasCode, type Violation } from "./error";
export { readAllPages } from "./paging";
export { createQueryClient } from "./queryClient";
export { violationsByField } from "./violations";
export type { Schema, StreamEvent } from "./schema";
