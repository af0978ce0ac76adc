const MAX_HOST = 253;

/** What is wrong with a host name or address; undefined when nothing is. */
export function hostProblem(text: string): string | undefined {
  const host = text.trim();
  if (host === "") return "Enter a host name or an address.";
  if (host.length > MAX_HOST) return `${host.length} characters (expected: at most ${MAX_HOST}).`;
  if (/[\s/@[\]]/.test(host)) return `${host} (expected: a host name or an address, IPv6 without brackets).`;
  return undefined;
}
