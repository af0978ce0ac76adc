import { expect, test } from "../support/fixtures";
import { administrator } from "../support/installation";

test.describe("a session", () => {
  // One of its own: signing out ends it on the server, too.
  test.use({ storageState: { cookies: [], origins: [] }, expectedTroubles: /response: \w+ \/api\/v1\/\S* 401/ });

  test("begins with the right password, leads to where one wanted to go, and ends", async ({ page }) => {
    await page.goto("/nodes");
    const password = page.getByLabel("Password");
    await page.getByLabel("User name").fill(administrator.name);
    await password.fill("something else");
    await password.press("Enter");
    await expect(page.getByRole("alert")).toHaveText("User name or password is not right.");
    await password.fill(administrator.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Nodes" })).toBeVisible();

    await page.getByRole("button", { name: `Account of ${administrator.name}` }).click();
    await page.getByRole("dialog", { name: "Account" }).getByRole("button", { name: "Sign out" }).click();
    await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
    await page.goto("/tests");
    await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
    await expect(page).toHaveURL(/\/sign-in/);
  });
});

test("a chosen theme stays", async ({ page }) => {
  await page.goto("/tests");
  const account = page.getByRole("button", { name: `Account of ${administrator.name}` });
  await account.click();
  await page.getByRole("dialog", { name: "Account" }).getByRole("radio", { name: "Dark" }).check();
  await expect(page.locator("html")).toHaveCSS("color-scheme", "dark");
  await page.reload();
  await expect(account).toBeVisible();
  await expect(page.locator("html")).toHaveCSS("color-scheme", "dark");
});
