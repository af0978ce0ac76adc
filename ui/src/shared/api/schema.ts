import type { components, paths } from "@/gen/api";

/** A message of the contract, by its name. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

/** What one event of a server stream carries. */
export type StreamEvent<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "text/event-stream": infer Event } } } };
}
  ? Event
  : never;
