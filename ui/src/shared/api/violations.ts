import { ApiError } from "./error";

/**
 * The server's messages by field of a form. `message` is the request's name for what the form edits: "test" turns
 * "test.probe.http.url" into "probe.http.url", the path that the form's field has.
 */
export function violationsByField(error: unknown, message: string): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries(
    error.violations.map(({ field, description }) => [
      field.startsWith(`${message}.`) ? field.slice(message.length + 1) : field,
      sentence(description),
    ]),
  );
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
