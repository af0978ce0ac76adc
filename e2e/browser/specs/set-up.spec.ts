import { administrator, session, setupLink } from "../support/installation";
import { expect, test } from "../support/fixtures";
import { picture } from "../support/pictures";

test.describe("the first set-up", () => {
  // Whoever opens the interface is asked who they are before they can be anybody.
  test.use({ expectedTroubles: /GET \/api\/v1\/session 401/ });

  test("the printed link creates the administrator, and names the fields that are wrong", async ({ page }) => {
    await page.goto(setupLink);
    const userName = page.getByLabel("User name");
    const password = page.getByLabel("Password");
    const create = page.getByRole("button", { name: "Create administrator" });
    await expect(userName).toBeVisible();
    await picture(page, "set-up");

    await create.click();
    await expect(userName).toHaveAccessibleDescription("Choose a user name.");
    await expect(userName).toBeFocused();
    await userName.fill(administrator.name);
    await password.fill("short");
    await create.click();
    await expect(password).toHaveAccessibleDescription("5 characters (expected: 8 to 128).");
    await expect(password).toBeFocused();
    await picture(page, "set-up-errors");

    await password.fill(administrator.password);
    await password.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: "Tests" })).toBeVisible();
    await expect(page.getByRole("button", { name: `Account of ${administrator.name}` })).toBeVisible();
    for (const name of ["FourEyes interface", "FourEyes gateway", "System's DNS resolver"]) {
      await expect(page.getByRole("link", { name })).toBeVisible();
    }
    await page.context().storageState({ path: session });
  });

  test("the link works once", async ({ page }) => {
    await page.goto(setupLink);
    await expect(page.getByText("This installation has its administrator already")).toBeVisible();
    await picture(page, "set-up-done");
    await page.getByRole("link", { name: "Go to sign-in" }).click();
    await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  });
});
