import { execFileSync } from "node:child_process";
import { expect, test } from "../support/fixtures";
import { repository } from "../support/installation";
import { commandForNode, runNode } from "../support/node";

const version = execFileSync(`${repository}foureyes`, ["version"], { encoding: "utf8" }).trim().replace("FourEyes ", "");

test.describe("nodes", () => {
  test("the local one is online and says its version", async ({ page }) => {
    await page.goto("/nodes");
    const row = page.getByRole("row", { name: /local/ });
    await expect(row).toContainText("Online");
    await expect(row).toContainText(version);
    await row.getByRole("link", { name: "local" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("local Online");
    await expect(page.getByRole("region", { name: "Machine and identity" })).toContainText(version);
    await expect(page.getByRole("region", { name: "Session" })).toContainText("Tests assigned");
  });

  test("another one joins with the command that the interface shows, and is sent away", async ({ page }) => {
    const node = runNode("branch", await commandForNode(page, "branch"));
    const dialog = page.getByRole("dialog", { name: "Add a node" });
    try {
      await expect(dialog).toContainText("branch is online and gets its tests.", { timeout: 45_000 });
      await dialog.getByRole("button", { name: "Close" }).click();
      const row = page.getByRole("row", { name: /branch/ });
      await expect(row).toContainText("Online");
      await row.getByRole("link", { name: "branch" }).click();
      await page.getByRole("button", { name: "Revoke" }).click();
      await page.getByRole("dialog", { name: "Revoke branch?" }).getByRole("button", { name: "Revoke node" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toContainText("Revoked");
      // It is told so, and gives up for good.
      expect(await node.ended, node.said()).toBe(3);
    } finally {
      node.stop();
    }
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog", { name: "Delete branch?" }).getByRole("button", { name: "Delete node" }).click();
    await expect(page.getByText("branch is deleted.")).toBeVisible();
    await expect(page.getByRole("row", { name: /branch/ })).toBeHidden();
  });
});
