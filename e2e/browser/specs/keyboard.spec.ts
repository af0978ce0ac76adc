import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../support/fixtures";
import { createTest } from "../support/rest";

test("everything that matters is reached by keys alone", async ({ page, request, target }) => {
  const id = await createTest(request, { name: "By keys", probe: { http: { url: target.url } } });
  const heading = page.getByRole("heading", { level: 1 });
  await page.goto("/tests");
  await expect(page.getByRole("link", { name: "By keys" })).toBeVisible();

  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toContainText("Go to incidents");
  await page.keyboard.press("Escape");
  for (const [key, title] of [["i", "Incidents"], ["r", "Alert rules"], ["n", "Nodes"], ["t", "Tests"]] as const) {
    await page.keyboard.press("g");
    await page.keyboard.press(key);
    await expect(heading).toHaveText(title);
  }

  // From the search down into the rows.
  const row = page.getByRole("link", { name: "By keys" });
  await expect(row).toBeVisible();
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("By keys");
  await expect(page.getByRole("row")).toHaveCount(2);
  await tabUntil(page, row);
  await page.keyboard.press("Enter");
  await expect(heading).toContainText("By keys");

  // A result's details open, and Esc leads back to its row.
  const result = page.getByRole("region", { name: "Newest results" }).locator("tbody a").first();
  await expect(result).toBeVisible();
  await result.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Result details" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Result details" })).toBeHidden();
  await expect(page.getByRole("region", { name: "Newest results" }).locator("a:focus")).toHaveCount(1);

  await page.keyboard.press("e");
  await expect(heading).toHaveText("Edit By keys");
  await page.getByLabel("Name", { exact: true }).focus();
  await page.keyboard.press("End");
  await page.keyboard.type(" alone");
  await page.keyboard.press("Enter");
  await expect(heading).toContainText("By keys alone");
  await expect(page).toHaveURL(new RegExp(`/tests/${id}$`));
});

/** Presses Tab until it has the focus; the number of steps is not the point, that it comes is. */
async function tabUntil(page: Page, wanted: Locator): Promise<void> {
  const isFocused = () => wanted.evaluate((element) => element === document.activeElement);
  for (let step = 0; step < 20 && !(await isFocused()); step++) await page.keyboard.press("Tab");
  await expect(wanted).toBeFocused();
}
