import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures";
import { addTest, everySecond, openTestForm } from "../support/forms";
import { markDocument } from "../support/stay";

/** What people should wait at most, and what a loaded machine may add. */
const TARGET_MS = 2000;
const LIMIT_MS = 5000;

test.describe("a new HTTP test", () => {
  test("shows its first result by itself, soon after it was saved", async ({ page, target }, info) => {
    await openTestForm(page);
    await page.getByLabel("URL").fill(target.url);
    await expect(page.getByLabel("Name", { exact: true })).toHaveValue(target.authority);
    await page.getByLabel("Name", { exact: true }).fill("Web shop");
    // An hour: only the run that a new test gets at once can be in time.
    await page.getByRole("radio", { name: "1 h", exact: true }).check();
    const sameDocument = await markDocument(page);
    const waited = await measureToFirstResult(page);

    await addTest(page);
    const row = page.getByRole("region", { name: "Newest results" }).locator("tbody tr").first();
    await expect(row).toContainText("Passed");
    await expect(row).toContainText("200");
    await sameDocument();

    const { fromClick, fromSaved } = await waited();
    const words = `first result ${fromSaved} ms after the test was saved, ${fromClick} ms after the click (target: ${TARGET_MS} ms)`;
    console.log(`      ${words}`);
    info.annotations.push({ type: "figure", description: words });
    expect(fromClick).toBeLessThan(LIMIT_MS);
  });

  test("takes up result after result, and shows the newest one's waterfall", async ({ page, target }) => {
    await openTestForm(page);
    await page.getByLabel("URL").fill(`${target.url}moved`);
    await everySecond(page);
    await addTest(page);
    await expect(page.getByText("Live", { exact: true })).toBeVisible();
    const rows = page.getByRole("region", { name: "Newest results" }).locator("tbody tr");
    const sameDocument = await markDocument(page);
    await expect(rows.nth(3)).toContainText("Passed");
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Passing");
    await sameDocument();

    await rows.first().getByRole("link").click();
    const details = page.getByRole("dialog", { name: "Result details" });
    const waterfall = details.getByRole("region", { name: "Waterfall" });
    for (const [number, url] of [[1, `${target.url}moved`], [2, target.url]]) {
      const hop = waterfall.getByRole("region", { name: `Request ${number}: ${url}` });
      await expect(hop).toContainText("Wait");
      await expect(hop).toContainText(/\d ms/);
    }
    await expect(details.getByRole("region", { name: "Response" })).toContainText("http/1.1");

    // Somebody is at work in the list: what comes waits, so that nothing moves under their hands.
    await page.getByRole("button", { name: "Close details" }).click();
    await expect(details).toBeHidden();
    await rows.nth(1).hover();
    const waiting = page.getByRole("button", { name: /^Show \d+ new results?$/ });
    await expect(waiting).toBeVisible();
    await waiting.click();
    await expect(waiting).toBeHidden();
  });
});

interface Waited {
  fromClick: number;
  fromSaved: number;
}

/** Has the page itself note when the form is sent, when the server has answered, and when the first row of results is there. */
async function measureToFirstResult(page: Page): Promise<() => Promise<Waited>> {
  await page.evaluate(() => {
    const times: Record<string, number> = {};
    const note = (name: string) => (times[name] ??= performance.now());
    document.addEventListener("submit", () => note("click"), { capture: true });
    new MutationObserver(() => {
      if (document.querySelector("section[aria-label='Newest results'] tbody tr")) note("result");
    }).observe(document.body, { childList: true, subtree: true });
    Object.assign(globalThis, { times });
  });
  return () =>
    page.evaluate(() => {
      const times = (globalThis as unknown as { times: { click: number; result: number } }).times;
      const post = performance
        .getEntriesByType("resource")
        .filter((entry) => entry.name.endsWith("/api/v1/tests") && entry.startTime >= times.click)
        .find((entry) => (entry as PerformanceResourceTiming).initiatorType === "fetch") as PerformanceResourceTiming;
      return { fromClick: Math.round(times.result - times.click), fromSaved: Math.round(times.result - post.responseEnd) };
    });
}
