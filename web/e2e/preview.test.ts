// Showing a file of Coffer in another site's page.

import type { FrameLocator, Page } from "@playwright/test";
import { picture, sound } from "./support/media";
import { expect, openPicker, test } from "./support/world";

/** Picks a file of a folder and lets the site show it. */
async function openPreview(page: Page, site: string, folder: string, name: string): Promise<FrameLocator> {
  const picker = await openPicker(page, site);
  await picker.getByRole("option", { name: "My files" }).click();
  await picker.getByRole("option", { name: `Folder ${folder}` }).click();
  await picker.getByRole("option", { name }).dblclick();
  await expect(page.locator("#said")).toHaveText(/^\[/);
  await page.getByRole("button", { name: "Show it" }).click();
  return page.frameLocator("#drive iframe");
}

test("a picture is shown, saved and closed", async ({ page, servers, person }) => {
  const folder = await person.folder("root", "Pictures");
  await person.file(folder, "blue.png", picture(300, 200, [20, 90, 200]));
  const frame = await openPreview(page, servers.listed, "Pictures", "blue.png");
  await expect(frame.getByRole("heading", { name: "blue.png" })).toBeVisible();
  const shown = frame.getByRole("img", { name: "blue.png" });
  await expect(shown).toHaveJSProperty("naturalWidth", 300);
  await page.screenshot({ path: "node_modules/.cache/screens/preview-picture.png" });
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    frame.getByRole("link", { name: "Download" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("blue.png");
  await frame.getByRole("button", { name: "Close" }).click();
  await expect(page.locator("#said")).toHaveText("closed");
  await expect(page.locator("#drive iframe")).toHaveCount(0);
});

test("text is shown as text, in the encoding that it has", async ({ page, servers, person }) => {
  const folder = await person.folder("root", "Texts");
  const markup = "<script>parent.postMessage('no', '*')</script>\n<b>bold</b> 季度";
  await person.file(folder, "page.txt", markup);
  await person.file(folder, "old.txt", Uint8Array.of(0xd6, 0xd0, 0xce, 0xc4));
  await person.file(folder, "long.txt", "0123456789abcde\n".repeat(20_000));
  await person.file(folder, "none.txt", "");
  let frame = await openPreview(page, servers.listed, "Texts", "page.txt");
  await expect(frame.locator("pre")).toHaveText(markup);
  await page.screenshot({ path: "node_modules/.cache/screens/preview-text.png" });
  frame = await openPreview(page, servers.listed, "Texts", "old.txt");
  await expect(frame.locator("pre")).toHaveText("中文");
  frame = await openPreview(page, servers.listed, "Texts", "long.txt");
  await expect(frame.getByText("Only the beginning is shown.")).toBeVisible();
  frame = await openPreview(page, servers.listed, "Texts", "none.txt");
  await expect(frame.getByText("The file is empty.")).toBeVisible();
});

test("sound has its controls, and what cannot be shown has a card", async ({ page, servers, person }) => {
  const folder = await person.folder("root", "Others");
  await person.file(folder, "silence.wav", sound());
  await person.file(folder, "broken.png", "no picture");
  await person.file(folder, "page.html", "<script>parent.document.title = 'taken'</script>");
  await person.file(folder, "things.zip", "PK");
  let frame = await openPreview(page, servers.listed, "Others", "silence.wav");
  await expect(frame.locator("audio")).toHaveJSProperty("duration", 1);
  for (const [name, told] of [
    ["broken.png", "This file could not be shown."],
    ["things.zip", "There is no preview of this kind of file."],
  ] as const) {
    frame = await openPreview(page, servers.listed, "Others", name);
    await expect(frame.getByText(told)).toBeVisible();
    await expect(frame.getByRole("link", { name: "Download" })).toBeVisible();
  }
  frame = await openPreview(page, servers.listed, "Others", "page.html");
  await expect(frame.locator("pre")).toContainText("<script>");
});

test("a PDF is given to the browser's viewer, in a frame of its own", async ({ page, servers, person }) => {
  const folder = await person.folder("root", "Papers");
  await person.file(folder, "paper.pdf", "%PDF-1.4\ntrailer<</Root 1 0 R>>\n1 0 obj<</Type/Catalog>>endobj");
  const answered = page.waitForResponse((response) => response.url().includes("/o/"));
  const frame = await openPreview(page, servers.listed, "Papers", "paper.pdf");
  await expect(frame.locator("iframe.paper")).toBeVisible();
  const headers = await (await answered).allHeaders();
  expect(headers["content-type"]).toBe("application/pdf");
  expect(headers["content-disposition"]).toMatch(/^inline/);
  expect(headers["content-security-policy"]).toContain("default-src 'none'");
});

test("a file that is gone is told, and Escape closes", async ({ page, servers, person }) => {
  await person.folder("root", "Gone");
  await page.goto(servers.listed);
  await page.waitForFunction(() => "CofferSdk" in window);
  const info = await person.info();
  await page.evaluate(
    ([info, containerId]) => {
      const sdk = (window as unknown as { CofferSdk: { init(options: object): { openPreview(options: object): void } } }).CofferSdk;
      sdk.init({ info }).openPreview({
        container: "#drive",
        file: { containerId, fileId: `F${"A".repeat(32)}` },
        onClose: () => document.querySelector("#said")?.append("closed"),
      });
    },
    [info, person.container] as const,
  );
  const frame = page.frameLocator("#drive iframe");
  await expect(frame.getByRole("alert")).toBeVisible();
  await expect(frame.getByRole("button", { name: "Try again" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.locator("#said")).toHaveText("closed");
});
