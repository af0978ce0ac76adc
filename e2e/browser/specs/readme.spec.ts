import { mkdirSync } from "node:fs";
import { expect, test } from "../support/fixtures";
import { repository } from "../support/installation";
import { commandForNode, runNode } from "../support/node";
import { createTest } from "../support/rest";

/** The pictures of the README: a test that two nodes have run for a while, with an outage and a slow spell behind it. */

/** What the page's shortest range shows. */
const MINUTES = 15;
const folder = `${repository}docs/images/`;

test.use({ viewport: { width: 1400, height: 940 } });

test("the page of a test, for the README", async ({ page, request, target }) => {
  test.setTimeout((MINUTES + 5) * 60_000);
  const node = runNode("branch", await commandForNode(page, "branch"));
  try {
    await page.getByRole("dialog", { name: "Add a node" }).getByRole("button", { name: "Close" }).click();
    await expect(page.getByRole("row", { name: /branch/ })).toContainText("Online", { timeout: 60_000 });
    const begun = Date.now();
    const minutes = () => (Date.now() - begun) / 60_000;
    target.delayMs = () => 35 + 12 * Math.sin(minutes() * 1.3) + 15 * Math.random() + (minutes() > 10.5 && minutes() < 12 ? 70 : 0);
    target.bodyMs = () => 6 + 8 * Math.random();
    const id = await createTest(request, {
      name: "Web shop",
      probe: { http: { url: `http://localhost:${target.portText}/cart` } },
      interval_ms: 5000,
      labels: { team: "shop" },
    });
    await page.goto(`/tests/${id}`);
    await page.getByRole("radio", { name: "15 min" }).check();

    await expect.poll(minutes, { timeout: MINUTES * 60_000 }).toBeGreaterThan(5);
    target.status = 503;
    await expect(page.getByRole("list", { name: "Open incidents of this test" })).toBeVisible({ timeout: 60_000 });
    await expect.poll(minutes, { timeout: MINUTES * 60_000 }).toBeGreaterThan(6);
    target.status = 200;
    await expect.poll(minutes, { timeout: MINUTES * 60_000, intervals: [5000] }).toBeGreaterThan(MINUTES);
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Passing");

    mkdirSync(folder, { recursive: true });
    for (const [theme, file] of [["light", "test.png"], ["dark", "test-dark.png"]] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await page.reload();
      await expect(page.getByText("Live", { exact: true })).toBeVisible();
      await expect(page.locator(".skeleton")).toHaveCount(0);
      await expect(page.getByRole("region", { name: "Timeline" }).locator("canvas")).toBeVisible();
      await page.screenshot({ path: `${folder}${file}`, animations: "disabled" });
    }
  } finally {
    node.stop();
  }
});
