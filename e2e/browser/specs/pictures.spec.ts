import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures";
import { administrator } from "../support/installation";
import { expectNoSidewaysScroll, picture } from "../support/pictures";
import { buildScenery, type Scenery } from "../support/scenery";

/** Every page and dialog: photographed in light and dark for people to look at, and looked at by axe. */

interface Scene {
  name: string;
  /** Where it is. */
  at: string | ((scenery: Scenery) => string);
  /** What to do there; it is over when all that matters is to be seen. */
  act: (page: Page) => Promise<unknown>;
}

const heading = (page: Page, name: string | RegExp) => expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name }).first();
const newest = (page: Page) => page.getByRole("region", { name: "Newest results" }).locator("tbody tr");
const chart = (page: Page) => expect(page.getByRole("region", { name: "Timeline" }).locator("canvas")).toBeVisible();

const scenes: readonly Scene[] = [
  { name: "tests", at: "/tests", act: (page) => expect(page.getByRole("row", { name: /Failing Checkout/ })).toBeVisible() },
  { name: "tests-no-match", at: "/tests?search=nothing.example.org", act: (page) => expect(page.getByText(/^No test has/)).toBeVisible() },
  {
    name: "test-passing",
    at: ({ passing }) => `/tests/${passing}`,
    act: async (page) => { await expect(newest(page).first()).toContainText("Passed"); await chart(page); },
  },
  {
    name: "test-failing",
    at: ({ failing }) => `/tests/${failing}`,
    act: async (page) => {
      await expect(page.getByRole("list", { name: "Open incidents of this test" })).toBeVisible();
      await expect(newest(page).first()).toContainText("Failed at status");
      await chart(page);
    },
  },
  { name: "test-dns", at: "/tests/system-resolver", act: async (page) => { await expect(newest(page).first()).toBeVisible(); await chart(page); } },
  { name: "test-custom-range", at: ({ passing }) => `/tests/${passing}`, act: (page) => button(page, "Custom…").click() },
  { name: "test-delete", at: ({ passing }) => `/tests/${passing}`, act: (page) => button(page, "Delete").click() },
  {
    name: "result-http",
    at: ({ passing }) => `/tests/${passing}`,
    act: async (page) => { await newest(page).first().getByRole("link").click(); await expect(page.getByRole("region", { name: "Waterfall" })).toBeVisible(); },
  },
  {
    name: "result-failed",
    at: ({ failing }) => `/tests/${failing}`,
    act: async (page) => { await newest(page).first().getByRole("link").click(); await expect(page.getByRole("region", { name: "Waterfall" })).toBeVisible(); },
  },
  {
    name: "result-dns",
    at: "/tests/system-resolver",
    act: async (page) => { await newest(page).first().getByRole("link").click(); await expect(page.getByRole("region", { name: "Answer" })).toBeVisible(); },
  },
  { name: "form-add", at: "/tests/new", act: (page) => heading(page, "Add a test") },
  {
    name: "form-errors",
    at: "/tests/new",
    act: async (page) => {
      await page.getByLabel("URL").fill("not a url");
      await page.getByRole("radio", { name: "By labels" }).check();
      await page.getByRole("radio", { name: "Custom", exact: true }).check();
      await page.getByLabel("Custom interval", { exact: true }).fill("0");
      await button(page, "Add test").click();
    },
  },
  {
    name: "form-edit",
    at: ({ failing }) => `/tests/${failing}/edit`,
    act: async (page) => {
      await page.getByRole("radio", { name: "Picked nodes" }).check();
      await page.getByText("Advanced").first().click();
      await expect(page.getByRole("checkbox", { name: "local" })).toBeVisible();
    },
  },
  { name: "incidents", at: "/incidents", act: (page) => expect(page.getByRole("table", { name: "Resolved incidents" })).toContainText("Orders") },
  { name: "incident-open", at: ({ openIncident }) => `/incidents/${openIncident}`, act: (page) => expect(page.getByText(/Still open/)).toBeVisible() },
  { name: "incident-resolved", at: ({ resolvedIncident }) => `/incidents/${resolvedIncident}`, act: (page) => expect(page.getByText("Recovered")).toBeVisible() },
  { name: "rules", at: "/alert-rules", act: (page) => expect(page.getByRole("link", { name: "A test fails" })).toBeVisible() },
  { name: "rule-add", at: "/alert-rules/new", act: (page) => expect(page.getByRole("region", { name: "The rule in words" })).toBeVisible() },
  { name: "rule-edit", at: "/alert-rules/test-fails", act: (page) => expect(page.getByRole("region", { name: "The rule in words" })).toBeVisible() },
  { name: "nodes", at: "/nodes", act: (page) => expect(page.getByRole("row", { name: /local/ })).toContainText("Online") },
  { name: "node", at: "/nodes", act: async (page) => { await page.getByRole("link", { name: "local" }).click(); await heading(page, /local/); } },
  { name: "node-add", at: "/nodes", act: (page) => button(page, "Add a node").click() },
  {
    name: "node-add-command",
    at: "/nodes",
    act: async (page) => { await button(page, "Add a node").click(); await button(page, "Create command").click(); await expect(page.getByText("Waiting for the node")).toBeVisible(); },
  },
  { name: "tokens", at: "/settings/api-tokens", act: (page) => heading(page, "API tokens") },
  { name: "token-create", at: "/settings/api-tokens", act: (page) => button(page, "Create token").click() },
  {
    name: "token-created",
    at: "/settings/api-tokens",
    act: async (page) => {
      await button(page, "Create token").click();
      await page.getByLabel("Name", { exact: true }).fill("Deploy pipeline");
      await page.keyboard.press("Enter");
      await expect(page.getByRole("dialog", { name: "Token created" })).toBeVisible();
    },
  },
  { name: "tokens-some", at: "/settings/api-tokens", act: (page) => expect(page.getByText("Deploy pipeline")).toBeVisible() },
  { name: "account", at: "/tests", act: (page) => button(page, `Account of ${administrator.name}`).click() },
  { name: "shortcuts", at: "/tests", act: async (page) => { await heading(page, "Tests"); await page.keyboard.press("?"); await expect(page.getByRole("dialog")).toBeVisible(); } },
  { name: "not-found", at: "/nowhere", act: (page) => expect(page.getByRole("heading", { level: 1 })).toBeVisible() },
];

test.describe("the picture of", () => {
  let scenery: Scenery;

  test.beforeAll(async ({ request }) => {
    scenery = await buildScenery(request);
  });

  test.afterAll(({ request }) => scenery.tearDown(request));

  for (const { name, at, act } of scenes) {
    test(name, async ({ page }) => {
      await page.goto(typeof at === "string" ? at : at(scenery));
      await act(page);
      await picture(page, name);
      await expectNoSidewaysScroll(page);
    });
  }
});

test.describe("the picture of", () => {
  test.use({ storageState: { cookies: [], origins: [] }, expectedTroubles: /\/api\/v1\/session 401/ });

  test("sign-in", async ({ page }) => {
    await page.goto("/sign-in");
    await expect(page.getByLabel("User name")).toBeVisible();
    await picture(page, "sign-in");
    await expectNoSidewaysScroll(page);
  });
});
