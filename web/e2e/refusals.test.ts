// Who may not embed, what is not believed, and how a view ends.

import type { Page } from "@playwright/test";
import { expect, openPicker, test } from "./support/world";

interface Sdk {
  init(options: { info: unknown }): {
    openPicker(options: {
      container: string;
      onPick: (files: unknown) => void;
      onCancel: () => void;
      onError: (error: { code: string }) => void;
    }): void;
  };
}

declare global {
  // What the script gives the site's page.
  var CofferSdk: Sdk;
}

/** Opens a picker with one answer of the server; what happens is said in `#said`. */
async function openWith(page: Page, info: unknown): Promise<void> {
  await page.evaluate((info) => {
    const said = document.querySelector("#said");
    const say = (text: string): void => { said?.replaceChildren(text); };
    CofferSdk.init({ info }).openPicker({
      container: "#drive",
      onPick: () => { say("picked"); },
      onCancel: () => { say("cancelled"); },
      onError: ({ code }) => { say(`failed: ${code}`); },
    });
  }, info);
}

async function visit(page: Page, site: string): Promise<void> {
  await page.goto(site);
  await page.waitForFunction(() => "CofferSdk" in window);
}

test("a site that is not listed is refused by the browser", async ({ page, servers, person }) => {
  expect(person.container).not.toBe("");
  const refused = page.waitForEvent("console", (message) => message.text().includes("frame-ancestors"));
  await openPicker(page, servers.unlisted);
  await refused;
  await expect(page.locator("#said")).toHaveText("failed: refused");
  await expect(page.locator("#drive iframe")).toHaveCount(0);
});

test("a listed site cannot be named by another", async ({ page, servers, person }) => {
  expect(person.container).not.toBe("");
  // Even where the browser lets the page be framed, it asks nobody but the origin that it was checked for.
  await page.route("**/embed/picker", async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), "content-security-policy": "" };
    await route.fulfill({ response, headers });
  });
  await page.goto(servers.unlisted);
  const heard = await page.evaluate(
    async ([coffer, listed]) => {
      const heard: string[] = [];
      addEventListener("message", ({ origin }) => heard.push(origin));
      const frame = document.createElement("iframe");
      const nonce = "0123456789abcdef0123456789abcdef";
      for (const origin of [location.origin, listed]) {
        frame.src = `${coffer}/embed/picker?${Math.random()}#${new URLSearchParams({ origin, nonce }).toString()}`;
        document.body.append(frame);
        await new Promise((resolve) => { frame.addEventListener("load", resolve, { once: true }); });
      }
      // What was posted before the last load would be here by now.
      await new Promise((resolve) => {
        addEventListener("message", resolve, { once: true });
        postMessage("last", location.origin);
      });
      return heard;
    },
    [servers.coffer.url, servers.listed] as const,
  );
  expect(heard).toEqual([servers.unlisted]);
});

test("the page alone says what it is for", async ({ page, servers }) => {
  await page.goto(`${servers.coffer.url}/embed/picker`);
  await expect(page.getByRole("alert")).toHaveText("This page is shown inside of other sites.");
});

test("forged messages are ignored on both sides", async ({ page, servers, person }) => {
  await visit(page, servers.listed);
  await openWith(page, await person.info());
  const frame = page.frameLocator("#drive iframe");
  await expect(frame.getByRole("option", { name: "My files" })).toBeVisible();
  // To the site: from itself, from another frame, and from our frame with another nonce.
  await page.evaluate(async () => {
    const message = { kind: "picked", files: [] };
    const forged = { mark: "coffer-embed-1", nonce: "0".repeat(32), message };
    postMessage(forged, location.origin);
    const other = document.createElement("iframe");
    document.body.append(other);
    const script = other.contentDocument?.createElement("script");
    if (script) script.textContent = `parent.postMessage(${JSON.stringify(forged)}, "${location.origin}")`;
    if (script) other.contentDocument?.body.append(script);
    await new Promise((resolve) => setTimeout(resolve));
  });
  const ours = page.frames().find((candidate) => candidate.url().includes("/embed/picker"));
  await ours?.evaluate((origin) => {
    const message = { kind: "closed" };
    parent.postMessage({ mark: "coffer-embed-1", nonce: "0".repeat(32), message }, origin);
    parent.postMessage("coffer-embed-1", origin);
  }, servers.listed);
  // To our frame: with another nonce, and with nonsense.
  await page.evaluate((coffer) => {
    const target = document.querySelector<HTMLIFrameElement>("#drive iframe")?.contentWindow;
    const message = { kind: "open", view: { kind: "preview", file: {} }, ticket: { pageToken: "", code: "" } };
    target?.postMessage({ mark: "coffer-embed-1", nonce: "0".repeat(32), message }, coffer);
    target?.postMessage(null, coffer);
  }, servers.coffer.url);
  // It works on as if nothing had been said.
  await expect(page.locator("#said")).toBeEmpty();
  await frame.getByRole("button", { name: "Cancel" }).click();
  await expect(page.locator("#said")).toHaveText("cancelled");
});

test("an answer of the server opens one view, and a used code none", async ({ page, servers, person }) => {
  await visit(page, servers.listed);
  const info = await person.info();
  await openWith(page, info);
  const frame = page.frameLocator("#drive iframe");
  await expect(frame.getByRole("option", { name: "My files" })).toBeVisible();
  await frame.getByRole("button", { name: "Cancel" }).click();
  await expect(page.locator("#said")).toHaveText("cancelled");
  await openWith(page, info);
  await expect(page.locator("#said")).toHaveText("failed: ended");
  await openWith(page, { code: 13000202 });
  await expect(page.locator("#said")).toHaveText("failed: info");
});

test("a view goes on with a new code when its token has ended, and says when there is none", async ({ page, servers, person }) => {
  await person.folder("root", "Renewed");
  const frame = await openPicker(page, servers.listed);
  await expect(frame.getByRole("option", { name: "My files" })).toBeVisible();
  const other = await person.another();
  await person.logOff();
  servers.visitor = other;
  await frame.getByRole("option", { name: "My files" }).click();
  await expect(frame.getByRole("option", { name: "Folder Renewed" })).toBeVisible();
  await other.logOff();
  await frame.getByRole("option", { name: "Folder Renewed" }).click();
  await expect(frame.getByRole("alert")).toContainText("The session has ended.");
  servers.visitor = await person.another();
  await frame.getByRole("button", { name: "Try again" }).click();
  await expect(frame.getByText("This folder is empty.")).toBeVisible();
});

test("the token is nowhere but in the frame's memory", async ({ page, servers, person }) => {
  expect(person.container).not.toBe("");
  const frame = await openPicker(page, servers.listed);
  await expect(frame.getByRole("option", { name: "My files" })).toBeVisible();
  const ours = page.frames().find((candidate) => candidate.url().includes("/embed/picker"));
  const kept = await ours?.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length, location.hash]);
  expect(kept).toEqual(["", 0, 0, ""]);
  expect(await page.context().cookies()).toEqual([]);
});
