import { expect, type Page } from "@playwright/test";

/** Marks the document. Returns a check that it is still the same one: that nothing was reloaded in between. */
export async function markDocument(page: Page): Promise<() => Promise<void>> {
  const mark = String(Math.random());
  await page.evaluate((text) => void (document.documentElement.dataset["mark"] = text), mark);
  return () => expect(page.locator("html"), "the document that was there at first").toHaveAttribute("data-mark", mark);
}
