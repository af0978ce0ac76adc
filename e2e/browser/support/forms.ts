import type { Page } from "@playwright/test";

/** Fills the interval of the form of a test with the shortest that there is. */
export async function everySecond(page: Page): Promise<void> {
  await page.getByRole("radio", { name: "Custom", exact: true }).check();
  await page.getByLabel("Custom interval", { exact: true }).fill("1");
  await page.getByLabel("Unit of custom interval").selectOption("seconds");
  await page.getByLabel("Timeout", { exact: true }).fill("1");
}

/** Opens the empty form of a test from the list of tests, as people do. */
export async function openTestForm(page: Page): Promise<void> {
  await page.goto("/tests");
  await page.getByRole("link", { name: "Add test" }).click();
}

/** Saves the form of a new test. The pointer goes out of the way: a list of results holds still under it. */
export async function addTest(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Add test" }).click();
  await page.mouse.move(0, 0);
}
