// Somebody who follows a link, on a phone or at a desk.

import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { ADMIN, PASSWORD } from "./coffer";

export const DESK: BrowserContextOptions = { viewport: { width: 1000, height: 700 }, locale: "en-GB" };
export const PHONE: BrowserContextOptions = {
  viewport: { width: 360, height: 740 }, locale: "zh-CN", isMobile: true, hasTouch: true, deviceScaleFactor: 2,
};

export class Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser refused, and every script's failure. */
  readonly wrong: string[] = [];
  /** Requests to anything but the server. */
  readonly elsewhere: string[] = [];
  /** Every address that was asked for. */
  readonly asked: string[] = [];

  private constructor(context: BrowserContext, page: Page, origin: string) {
    this.context = context;
    this.page = page;
    page.on("pageerror", (error) => this.wrong.push(error.message));
    page.on("console", (message) => {
      if (/Content Security Policy|Trusted/.test(message.text())) this.wrong.push(message.text());
    });
    page.on("dialog", (dialog) => {
      this.wrong.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("request", (request) => {
      this.asked.push(request.url());
      if (!request.url().startsWith(`${origin}/`)) this.elsewhere.push(request.url());
    });
  }

  static async come(browser: Browser, url: string, options = DESK): Promise<Visitor> {
    const context = await browser.newContext({ timezoneId: "UTC", acceptDownloads: true, ...options });
    const visitor = new Visitor(context, await context.newPage(), new URL(url).origin);
    await visitor.page.goto(url);
    return visitor;
  }

  /** Goes, having seen nothing that should not be. */
  async leave(): Promise<void> {
    expect(this.wrong).toEqual([]);
    expect(this.elsewhere).toEqual([]);
    await this.context.close();
  }

  get rows(): Locator {
    return this.page.locator(".file");
  }

  get names(): Promise<string[]> {
    return this.page.locator(".file .open").allTextContents();
  }

  row(name: string): Locator {
    return this.rows.filter({ has: this.page.locator(".open").getByText(name, { exact: true }) });
  }

  open(name: string): Promise<void> {
    return this.row(name).locator(".open").click();
  }

  async give(code: string): Promise<void> {
    await this.page.locator("#code").fill(code);
    await this.page.keyboard.press("Enter");
  }

  /** The file that comes when `act` is done. */
  async fetched(act: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
    const [download] = await Promise.all([this.page.waitForEvent("download"), act()]);
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  }

  /** Logs in on the server's login page. */
  async logIn(login = ADMIN): Promise<void> {
    await this.page.locator("input[name=login]").fill(login);
    await this.page.locator("input[name=password]").fill(PASSWORD);
    await this.page.keyboard.press("Enter");
  }

  /** Nothing is wider than the screen. */
  async fits(): Promise<void> {
    const [needed, there] = await this.page.evaluate(() => {
      const html = document.documentElement;
      return [html.scrollWidth, html.clientWidth];
    });
    expect(needed).toBe(there);
  }

  async shot(name: string): Promise<void> {
    await this.page.screenshot({ path: `node_modules/.cache/screens/share-${name}.png` });
  }
}
