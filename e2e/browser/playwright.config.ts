import { defineConfig } from "@playwright/test";
import { chromium, readme, session, url } from "./support/installation";

/** Specs share one installation, so they run one after the other: first its set-up, then all else as the administrator. */
export default defineConfig({
  testDir: "specs",
  outputDir: "target/failures",
  workers: 1,
  // A test that passes at the second attempt only has found something.
  retries: 0,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["./support/totals.ts"]],
  use: {
    baseURL: url,
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    actionTimeout: 15_000,
    screenshot: "only-on-failure",
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: {
      executablePath: chromium,
      args: [
        // Chromium refuses its sandbox to root, which is whom containers run as.
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "set-up", testMatch: "set-up.spec.ts" },
    {
      name: "administrator",
      testMatch: readme ? "readme.spec.ts" : "*.spec.ts",
      testIgnore: ["set-up.spec.ts", ...(readme ? [] : ["readme.spec.ts"])],
      dependencies: ["set-up"],
      use: { storageState: session },
    },
  ],
});
