import type { Page } from "@playwright/test";

/** Chromium breaks off requests when an interface of the machine comes or goes, as those of containers do. That is not ours. */
const MACHINE = /net::ERR_NETWORK_CHANGED/;

/** Collects what nobody sees in the window: errors on the console, exceptions, requests that fail or are refused. */
export function watch(page: Page, expected: RegExp | undefined): string[] {
  const troubles: string[] = [];
  const note = (text: string) => {
    if (!expected?.test(text) && !MACHINE.test(text)) troubles.push(text);
  };
  page.on("console", (message) => {
    // What a request got is noted below, with the request.
    if (/^Failed to load resource: the server responded/.test(message.text())) return;
    if (message.type() === "error" || message.type() === "warning") note(`console ${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => note(`exception: ${error.message}`));
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    // The page itself gives up what it no longer needs: an event stream with other interests, a query of a page that was left.
    if (reason !== "net::ERR_ABORTED") note(`request: ${request.method()} ${path(request.url())} ${reason}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) note(`response: ${response.request().method()} ${path(response.url())} ${response.status()}`);
  });
  return troubles;
}

function path(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}
