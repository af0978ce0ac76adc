import { expect, test } from "../support/fixtures";
import { createTest } from "../support/rest";

test.describe("the form of a test", () => {
  test.describe("with wrong input", () => {
    // What only the server can know.
    test.use({ expectedTroubles: /POST \/api\/v1\/tests 4\d\d/ });

    test("names each field and what was expected", async ({ page }) => {
      await page.goto("/tests/new");
      const add = page.getByRole("button", { name: "Add test" });
      await add.click();
      await expect(page.getByLabel("URL")).toHaveAccessibleDescription("Enter a URL, for example https://example.com/.");
      await expect(page.getByLabel("URL")).toBeFocused();
      await page.getByLabel("URL").fill("ftp://example.com/");
      await page.getByLabel("Timeout", { exact: true }).fill("90");
      await page.getByRole("radio", { name: "By labels" }).check();
      await add.click();
      await expect(page.getByLabel("URL")).toHaveAccessibleDescription(/ftp:\/\/example\.com\/ \(expected: an absolute URL/);
      await expect(page.getByLabel("Timeout", { exact: true })).toHaveAccessibleDescription("Expected: 100 ms to 60 s.");
      await expect(page.getByText("Give at least one label.")).toBeVisible();

      await page.getByRole("radio", { name: "TCP" }).check();
      await page.getByLabel("Host").fill("example.com");
      await page.getByLabel("Port").fill("70000");
      await add.click();
      await expect(page.getByLabel("Port")).toHaveAccessibleDescription("70000 (expected: 1 to 65535).");
    });

    test("shows at its field what the server refuses", async ({ page, target }) => {
      await page.goto("/tests/new");
      await page.getByLabel("URL").fill(target.url);
      await page.getByLabel("Name", { exact: true }).fill("FourEyes gateway");
      await page.getByRole("button", { name: "Add test" }).click();
      await expect(page.getByLabel("Name", { exact: true })).toHaveAccessibleDescription(/FourEyes gateway/);
      await expect(page).toHaveURL(/\/tests\/new$/);
    });
  });

  test("changes a test, and a deleted one is gone", async ({ page, request, target }) => {
    const id = await createTest(request, { name: "Intranet", probe: { http: { url: target.url } } });
    await page.goto(`/tests/${id}`);
    await page.getByRole("link", { name: "Edit" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Intranet, new");
    await page.getByLabel("Labels of this test").fill("team=web");
    await page.getByLabel("Labels of this test").press("Enter");
    await page.getByRole("radio", { name: "30 s", exact: true }).check();
    await page.getByRole("button", { name: "Save test" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Intranet, new");
    await expect(page.getByText("every 30 s")).toBeVisible();
    await expect(page.getByRole("main").getByText("team web")).toBeVisible();

    await page.getByRole("button", { name: "Pause" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Paused");
    await page.getByRole("button", { name: "Resume" }).click();
    await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();

    await page.getByRole("button", { name: "Delete" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete Intranet, new?" });
    await dialog.getByRole("button", { name: "Delete test" }).click();
    await expect(page.getByText("Intranet, new is deleted.")).toBeVisible();
    await expect(page).toHaveURL(/\/tests$/);
    await expect(page.getByRole("link", { name: "Intranet, new" })).toBeHidden();
  });
});
