// Photographs every page and dialog from the fake server: `node dev/shots.mjs [part of a scene's name …]`. Reports console errors
// and what axe finds. Needs a Chromium at CHROMIUM (default /usr/bin/chromium) and the fake server at FOUREYES_SERVER.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const base = process.env.FOUREYES_SERVER ?? "http://localhost:8090";
const folder = fileURLToPath(new URL("shots/", import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const wanted = process.argv.slice(2);
const sizes = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const role = (p, r, name) => p.getByRole(r, { name }).first();

// [name, path, what to do there, switches of the fake server]
const scenes = [
  ["sign-in", "/sign-in", undefined, { session: "none" }],
  ["sign-in-wrong", "/sign-in", async (p) => { await p.getByLabel("User name").fill("anna"); await p.getByLabel("Password").fill("wrong"); await p.keyboard.press("Enter"); await p.getByRole("alert").waitFor(); }, { session: "none" }],
  ["setup", "/setup#token=abc", undefined, { session: "none", setup: "needed" }],
  ["setup-expired", "/setup#token=expired", async (p) => { await p.getByLabel("User name").fill("anna"); await p.getByLabel("Password").fill("long enough"); await p.keyboard.press("Enter"); await p.getByRole("alert").waitFor(); }, { session: "none", setup: "needed" }],
  ["setup-no-token", "/setup", undefined, { session: "none", setup: "needed" }],
  ["tests", "/tests"],
  ["tests-loading", "/tests", (p) => p.getByRole("status", { name: "Loading tests" }).waitFor(), { slow: "2500" }],
  ["tests-empty", "/tests", undefined, { empty: "yes" }],
  ["tests-error", "/tests", (p) => p.getByRole("alert").waitFor({ timeout: 15000 }), { fail: "/tests" }],
  ["tests-viewer", "/tests?state=failing", undefined, { role: "viewer" }],
  ["tests-no-match", "/tests?search=https://new.example.org/", undefined],
  ["tests-big", "/tests", undefined, { big: "5000" }],
  ["banner-down", "/tests", undefined, { broker: "down" }],
  ["banner-live", "/tests", (p) => p.getByText("Live connection lost").waitFor({ timeout: 15000 }), { live: "off" }],
  ["user-menu", "/tests", (p) => role(p, "button", /Account of/).click()],
  ["shortcuts", "/tests", (p) => p.keyboard.press("?")],
  ["test-passing", "/tests/www"],
  ["test-failing", "/tests/shop-checkout"],
  ["test-degraded", "/tests/status-page"],
  ["test-24h", "/tests/shop-checkout?range=24h", (p) => p.locator(".u-over").hover({ position: { x: 120, y: 100 } })],
  ["test-7d", "/tests/orders-db?range=7d"],
  ["test-dns", "/tests/dns-apex"],
  ["test-left-out", "/tests/login"],
  ["test-first-result", "/tests/fresh"],
  ["test-paused", "/tests/staging"],
  ["test-delete", "/tests/www", (p) => role(p, "button", "Delete").click()],
  ["test-custom-range", "/tests/www", (p) => role(p, "button", "Custom…").click()],
  ["test-not-found", "/tests/nothing"],
  ["result-http", "/tests/www", (p) => p.locator(".results-table tbody a").nth(1).click()],
  ["result-tls", "/tests/status-page", async (p) => { await p.getByLabel("Failures only").check(); await p.locator(".results-table tbody a").first().click(); }],
  ["result-timeout", "/tests/shop-checkout", async (p) => { await p.goto(`${base}/tests/shop-checkout?from=${new Date(Date.now() - 20.55 * 36e5).toISOString()}&to=${new Date(Date.now() - 20.3 * 36e5).toISOString()}`); await p.locator(".results-table tbody a").first().click(); }],
  ["result-tcp", "/tests/orders-db", (p) => p.locator(".results-table tbody a").first().click()],
  ["result-dns", "/tests/dns-mx", (p) => p.locator(".results-table tbody a").first().click()],
  ["result-left-out", "/tests/login", async (p) => { await p.getByLabel("Failures only").check(); await p.locator(".results-table tbody a").first().click(); }],
  ["form-add", "/tests/new"],
  ["form-add-tcp", "/tests/new", (p) => p.getByRole("radio", { name: "TCP" }).check()],
  ["form-add-dns", "/tests/new", async (p) => { await p.getByRole("radio", { name: "DNS" }).check(); await p.getByText("Advanced").first().click(); }],
  ["form-errors", "/tests/new", async (p) => { await p.getByLabel("URL").fill("not a url"); await p.getByRole("radio", { name: "By labels" }).check(); await p.getByRole("radio", { name: "Custom" }).check(); await p.getByLabel("Custom interval", { exact: true }).fill("0"); await role(p, "button", "Add test").click(); }],
  ["form-server-error", "/tests/new", async (p) => { await p.getByLabel("URL").fill("https://invalid/"); await role(p, "button", "Add test").click(); await p.getByRole("alert").waitFor(); }],
  ["form-edit", "/tests/shop-checkout/edit", async (p) => { await p.getByRole("radio", { name: "Picked nodes" }).check(); await p.getByText("Advanced").first().click(); await role(p, "button", "Add a header").click(); }],
  ["form-conflict", "/tests/docs/edit", async (p) => { await p.getByLabel("Name", { exact: true }).fill("Docs"); await fetch(`${base}/api/v1/tests/docs`, { method: "PATCH", body: "{}" }); await role(p, "button", "Save test").click(); await p.getByRole("alert").waitFor(); }],
  ["nodes", "/nodes"],
  ["nodes-empty", "/nodes", undefined, { empty: "yes" }],
  ["node-online", "/nodes/nd-sgp"],
  ["node-offline", "/nodes/nd-anna"],
  ["node-revoke", "/nodes/nd-fra", (p) => role(p, "button", "Revoke").click()],
  ["add-node", "/nodes", (p) => role(p, "button", "Add a node").click()],
  ["add-node-command", "/nodes", async (p) => { await role(p, "button", "Add a node").click(); await role(p, "button", "Create command").click(); await p.getByText("Waiting for the node").waitFor(); }],
  ["add-node-arrived", "/nodes", async (p) => { await role(p, "button", "Add a node").click(); await role(p, "button", "Create command").click(); await p.getByText("is online and").waitFor(); }, { enrol: "500" }],
  ["incidents", "/incidents"],
  ["incidents-empty", "/incidents", undefined, { empty: "yes" }],
  ["incident-open", "/incidents/in-103"],
  ["incident-resolved", "/incidents/in-100"],
  ["rules", "/alert-rules"],
  ["rules-empty", "/alert-rules", undefined, { empty: "yes" }],
  ["rule-add", "/alert-rules/new"],
  ["rule-edit", "/alert-rules/slow"],
  ["rule-picked", "/alert-rules/big"],
  ["rule-delete", "/alert-rules", (p) => role(p, "button", "Delete rule Slow shop").click()],
  ["tokens", "/settings/api-tokens"],
  ["token-create", "/settings/api-tokens", (p) => role(p, "button", "Create token").click()],
  ["token-secret", "/settings/api-tokens", async (p) => { await role(p, "button", "Create token").click(); await p.getByLabel("Name").fill("backup"); await p.keyboard.press("Enter"); await p.getByText("Token created").waitFor(); }],
  ["not-found", "/nowhere"],
];

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
let problems = 0;
for (const [name, path, act, switches = {}] of scenes) {
  if (wanted.length > 0 && !wanted.some((each) => name.includes(each))) continue;
  for (const [size, viewport] of Object.entries(sizes)) {
    for (const theme of ["light", "dark"]) {
      if (process.env.ONLY && !`${size}-${theme}`.includes(process.env.ONLY)) continue;
      for (const [key, value] of Object.entries(switches)) await fetch(`${base}/fake/${key}=${encodeURIComponent(value)}`);
      const context = await browser.newContext({ viewport, colorScheme: theme, deviceScaleFactor: size === "phone" ? 2 : 1, hasTouch: size === "phone", isMobile: size === "phone", reducedMotion: "reduce" });
      const p = await context.newPage();
      const note = (text) => { problems += 1; console.log(`${name} ${size} ${theme}: ${text}`); };
      p.on("console", (message) => { if (message.type() === "error" && !/status of (4|5)\d\d/.test(message.text())) note(message.text()); });
      p.on("pageerror", (error) => note(error.message));
      try {
        await p.goto(base + path);
        await p.waitForTimeout(switches.slow ? 900 : 700);
        await act?.(p);
        await p.waitForTimeout(450);
        await p.screenshot({ path: `${folder}${name}-${size}-${theme}.png`, fullPage: size === "phone" && !name.startsWith("result-") });
        const sideways = await p.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (sideways > 0) note(`scrolls sideways by ${sideways} px`);
        await p.evaluate(axe);
        const found = await p.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa"] }));
        for (const v of found.violations) note(`axe ${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target.join(" ")} ${n.any[0]?.message ?? ""}`).join(" | ")}`);
      } catch (error) {
        note(error.message.split("\n")[0]);
      }
      await context.close();
      for (const key of Object.keys(switches)) await fetch(`${base}/fake/${key}=`);
    }
  }
}
await browser.close();
console.log(problems === 0 ? "no problems" : `${problems} problems`);
