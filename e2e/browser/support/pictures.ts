import { mkdirSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { target } from "./installation";

const folder = `${target}screenshots/`;
mkdirSync(folder, { recursive: true });

/** Photographs what the page shows, light and dark, and has axe look at both. */
export async function picture(page: Page, name: string): Promise<void> {
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await settle(page);
    await page.screenshot({ path: `${folder}${name}-${theme}.png`, animations: "disabled" });
    await expectAccessible(page, `${name}, ${theme}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
}

/** Nothing is on its way any more: no grey bars in place of content, and two frames to paint what has come. */
async function settle(page: Page): Promise<void> {
  await expect(page.locator(".skeleton")).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
}

/** On a telephone a page is longer, never wider. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  const tooWide = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await expect.poll(tooWide, { message: "how many pixels the page is wider than a telephone" }).toBeLessThanOrEqual(0);
  if (before) await page.setViewportSize(before);
}
