import { defineConfig } from "@playwright/test";

// Debian's browser: none is downloaded.
const BROWSER = process.env["COFFER_CHROMIUM"] ?? "/usr/bin/chromium";

export default defineConfig({
  testDir: ".",
  testMatch: "*.test.ts",
  outputDir: "../node_modules/.cache/e2e",
  // One server for all; each test has a browser context and people of its own.
  workers: 1,
  forbidOnly: process.env["CI"] !== undefined,
  reporter: "line",
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "UTC",
    viewport: { width: 1000, height: 700 },
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: BROWSER,
      chromiumSandbox: false,
      args: [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
