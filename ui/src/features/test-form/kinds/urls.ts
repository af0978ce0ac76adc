import { formatCount } from "@/shared/format";

const MAX_URL = 2048;

export function parseUrl(text: string): URL | undefined {
  try {
    const url = new URL(text.trim());
    return url.protocol === "http:" || url.protocol === "https:" ? url : undefined;
  } catch {
    return undefined;
  }
}

/** What is wrong with a URL that somebody typed; undefined when nothing is. */
export function urlProblem(text: string): string | undefined {
  if (text === "") return "Enter a URL, for example https://example.com/.";
  const url = parseUrl(text);
  if (!url) return `${text} (expected: an absolute URL with http or https).`;
  if (text.length > MAX_URL) return `${formatCount(text.length)} characters (expected: at most ${formatCount(MAX_URL)}).`;
  return url.username || url.password ? "Expected: no user name and password in the URL." : undefined;
}

/** A name for a test of this URL; empty while it is none. */
export function nameOfUrl(text: string): string {
  const url = parseUrl(text);
  return url ? `${url.host}${url.pathname === "/" ? "" : url.pathname}`.slice(0, 100) : "";
}
