/** Where sign-in leads back to. Only paths of this page: never another origin. */
export function safeReturnPath(to: string | null): string {
  return to?.startsWith("/") && !to.startsWith("//") && !to.startsWith("/\\") ? to : "/tests";
}

export function signInPath(from: { pathname: string; search: string; hash: string }): string {
  const to = `${from.pathname}${from.search}${from.hash}`;
  return to === "/" || to === "/tests" ? "/sign-in" : `/sign-in?to=${encodeURIComponent(to)}`;
}
