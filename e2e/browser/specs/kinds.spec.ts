import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { APIRequestContext, Page } from "@playwright/test";
import { expect, test } from "../support/fixtures";
import { addTest, openTestForm } from "../support/forms";
import { picture } from "../support/pictures";

/** Each kind of probe that is not HTTP: added by the form, measured by the real node, and its result looked at. */

const names: string[] = [];

test.afterEach(async ({ request }) => {
  for (const name of names.splice(0)) await deleteTest(request, name);
});

test("ping: round trips packet by packet", async ({ page }) => {
  await form(page, "Ping", "Loopback ping");
  await page.getByLabel("Host").fill("127.0.0.1");
  await page.getByLabel("Packets").fill("5");
  const details = await firstResult(page);
  await expect(details.getByRole("img", { name: /^5 packets, 0 lost/ })).toBeVisible();
  await picture(page, "result-ping");
});

test("path: hops as a table and as a graph", async ({ page }) => {
  await form(page, "Path", "Loopback path");
  await page.getByLabel("Host").fill("127.0.0.1");
  const details = await firstResult(page);
  await expect(details.getByRole("img", { name: /^1 flow to 127.0.0.1/ })).toBeVisible();
  await expect(details.getByRole("row", { name: /^1 127\.0\.0\.1/ })).toBeVisible();
  await picture(page, "result-path");
});

test("UDP: the answer to a datagram", async ({ page }) => {
  const echo = createSocket("udp4");
  echo.on("message", (message, from) => echo.send(message, from.port, from.address));
  echo.bind(0, "127.0.0.1");
  await once(echo, "listening");
  try {
    await form(page, "UDP", "Echo");
    await page.getByLabel("Host").fill("127.0.0.1");
    await page.getByLabel("Port").fill(String((echo.address() as AddressInfo).port));
    await page.getByLabel("Payload").fill("are you there");
    await page.getByLabel("Expected answer").fill("^are you");
    const details = await firstResult(page);
    await expect(details.getByText("answered")).toBeVisible();
    await expect(details.getByText("are you there")).toBeVisible();
    await picture(page, "result-udp");
  } finally {
    echo.close();
  }
});

test("BGP: a peer that is not there, and why", async ({ page }) => {
  await form(page, "BGP", "No peer");
  await page.getByLabel("Peer", { exact: true }).fill("127.0.0.1");
  await page.getByLabel("Port").fill("1");
  await page.getByLabel("AS of the node").fill("64512");
  await page.getByLabel("AS of the peer").fill("64513");
  const details = await firstResult(page, "Failed");
  await expect(details.getByRole("region", { name: "Session" })).toBeVisible();
  await picture(page, "result-bgp");
});

test("page load: Web Vitals and every request", async ({ page, target }) => {
  await form(page, "Page load", "Page in a browser");
  await page.getByLabel("URL").fill(target.url);
  const details = await firstResult(page);
  await expect(details.getByText("Largest Contentful Paint")).toBeVisible();
  await expect(details.getByRole("region", { name: "Requests" }).getByRole("row")).not.toHaveCount(1);
  await picture(page, "result-page");
});

test("transaction: the step that fails, with a picture", async ({ page, target }) => {
  await form(page, "Transaction", "A visitor");
  await page.getByLabel("URL of step 1").fill(target.url);
  await page.getByRole("button", { name: "Add a step" }).click();
  await page.getByLabel("What step 2 does").selectOption("Click");
  await page.getByLabel("Element of step 2").fill("Nowhere to be found");
  await page.getByLabel("Time limit of step 2 in ms").fill("500");
  const details = await firstResult(page, "Failed");
  await expect(details.getByRole("row", { name: /^2 click text 'Nowhere to be found' Failed/ })).toBeVisible();
  await expect(details.getByRole("img", { name: "Screenshot of step 2" })).toBeVisible();
  await picture(page, "result-transaction");
});

test("a test is run now, besides its rounds", async ({ page, target }) => {
  await openTestForm(page);
  await page.getByLabel("URL").fill(target.url);
  await page.getByRole("radio", { name: "1 h", exact: true }).check();
  await addTest(page);
  await expect(newest(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Run now" }).click();
  await page.mouse.move(0, 0);
  await expect(newest(page)).toHaveCount(2);
  await newest(page).first().getByRole("link").click();
  await expect(page.getByRole("dialog", { name: "Result details" }).getByText("somebody asked for it")).toBeVisible();
});

async function form(page: Page, kind: string, name: string): Promise<void> {
  names.push(name);
  await openTestForm(page);
  await page.getByRole("radio", { name: kind, exact: true }).check();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("radio", { name: "1 h", exact: true }).check();
}

/** Saves the form, waits for the first result, and opens it. */
async function firstResult(page: Page, outcome = "Passed") {
  await addTest(page);
  await expect(newest(page).first()).toContainText(outcome);
  await newest(page).first().getByRole("link").click();
  return page.getByRole("dialog", { name: "Result details" });
}

const newest = (page: Page) => page.getByRole("region", { name: "Newest results" }).locator("tbody tr");

async function deleteTest(request: APIRequestContext, name: string): Promise<void> {
  const list = (await (await request.get("/api/v1/tests", { params: { search: name } })).json()) as { tests?: { id: string }[] };
  for (const { id } of list.tests ?? []) await request.delete(`/api/v1/tests/${id}`);
}
