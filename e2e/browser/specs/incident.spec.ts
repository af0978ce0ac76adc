import { expect, test } from "../support/fixtures";
import { addTest, everySecond, openTestForm } from "../support/forms";
import { markDocument } from "../support/stay";

test("a target that stops opens an incident and resolves it when it is back, all without a reload", async ({ page, target }) => {
  await openTestForm(page);
  await page.getByRole("radio", { name: "TCP" }).check();
  await page.getByLabel("Host").fill("127.0.0.1");
  await page.getByLabel("Port").fill(target.portText);
  await page.getByLabel("Name", { exact: true }).fill("Orders");
  await everySecond(page);
  await addTest(page);
  const state = page.getByRole("heading", { level: 1 });
  const newest = page.getByRole("region", { name: "Newest results" }).locator("tbody tr").first();
  const incidents = page.getByRole("list", { name: "Open incidents of this test" });
  const counted = page.getByRole("navigation", { name: "Main" }).getByText("1 open incident");
  await expect(state).toContainText("Passing");
  await expect(newest).toContainText("Passed");
  await expect(incidents).toBeHidden();
  const sameDocument = await markDocument(page);

  const stopped = Date.now();
  await target.stop();
  await expect(newest).toContainText("refused");
  await expect(state).toContainText("Failing");
  // The rule that every installation begins with wants two failed rounds in a row.
  await expect(incidents).toContainText("Orders fails on local: connect to ");
  console.log(`      incident in the page ${Date.now() - stopped} ms after the target stopped (rounds of 1 s, rule: 2 rounds)`);
  await expect(counted).toBeAttached();
  await sameDocument();

  await incidents.getByRole("link").click();
  await expect(page.getByText(/Still open/)).toBeVisible();
  await expect(page.getByRole("link", { name: "A test fails" })).toBeVisible();

  const started = Date.now();
  await target.start();
  await expect(page.getByRole("main").getByText("Resolved", { exact: true }).first()).toBeVisible();
  await expect(page.getByText("Recovered")).toBeVisible();
  console.log(`      resolved in the page ${Date.now() - started} ms after the target was back (rule: 2 good rounds)`);
  await expect(counted).not.toBeAttached();

  await page.getByRole("main").getByRole("link", { name: "Orders", exact: true }).first().click();
  await expect(state).toContainText("Passing");
  await expect(incidents).toBeHidden();
  await sameDocument();
});
