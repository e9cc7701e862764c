// The journeys: the built app in a real Chromium, one Outspan a worker. `npm test` runs them after the build.
import { defineConfig } from "@playwright/test";
import { chromiumFlags, findChromium } from "#e2e/chromium";

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  outputDir: "../test-results",
  forbidOnly: process.env.CI !== undefined,
  retries: 0,
  workers: 2,
  // For a machine that does other things too: what hangs is told all the same.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  use: {
    browserName: "chromium",
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: findChromium() ?? undefined, args: chromiumFlags() },
    trace: "retain-on-failure",
  },
});
