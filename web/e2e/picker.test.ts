// Picking files of Coffer in another site's page.

import { readFile } from "node:fs/promises";
import { picture } from "./support/media";
import { expect, openPicker, picked, test } from "./support/world";

test("a file is picked in a folder with the mouse", async ({ page, servers, person }) => {
  const folder = await person.folder("root", "Mouse");
  const bytes = picture(120, 80, [20, 90, 200]);
  const fileId = await person.file(folder, "chart.png", bytes);
  await person.file(folder, "notes.txt", "notes");
  const frame = await openPicker(page, servers.listed);
  await expect(frame.getByRole("heading", { name: "Choose a file" })).toBeVisible();
  await frame.getByRole("option", { name: "My files" }).click();
  await frame.getByRole("option", { name: "Folder Mouse" }).click();
  const choose = frame.getByRole("button", { name: "Choose" });
  await expect(choose).toBeDisabled();
  await frame.getByRole("option", { name: "notes.txt" }).click();
  await frame.getByRole("option", { name: "chart.png" }).click();
  await expect(frame.getByRole("option", { selected: true })).toHaveText(/chart\.png/);
  await expect(frame.locator("img.thumbnail")).toHaveJSProperty("complete", true);
  await page.screenshot({ path: "node_modules/.cache/screens/picker.png" });
  await choose.click();
  expect(await picked(page)).toEqual([
    { containerId: person.container, fileId, name: "chart.png", size: bytes.length, mimeType: "image/png" },
  ]);
  // The view is gone, and what it was told with it.
  await expect(page.locator("#drive iframe")).toHaveCount(0);
});

test("several files are picked with the keyboard alone, from different folders", async ({ page, servers, person }) => {
  const outer = await person.folder("root", "Keys");
  const inner = await person.folder(outer, "Inner");
  await person.file(outer, "one.txt", "1");
  await person.file(inner, "two.txt", "22");
  await person.file(inner, "three.txt", "333");
  const frame = await openPicker(page, `${servers.listed}/?multiple`);
  await expect(frame.getByRole("option", { name: "My files" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(frame.getByRole("option").first()).toBeFocused();
  const keys = frame.getByRole("option", { name: "Folder Keys" });
  await keys.press("Enter");
  await expect(frame.getByRole("option", { name: "Folder Inner" })).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.press(" ");
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await expect(frame.getByRole("option", { name: "three.txt" })).toBeFocused();
  await page.keyboard.press(" ");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press(" ");
  await page.keyboard.press("ArrowUp");
  // Taken back.
  await page.keyboard.press(" ");
  await expect(frame.getByRole("status")).toHaveText("2 selected");
  await page.keyboard.press("Backspace");
  await expect(frame.getByRole("option", { name: "one.txt" })).toHaveAttribute("aria-selected", "true");
  await frame.getByRole("button", { name: "Choose" }).press("Enter");
  const files = (await picked(page)) as { name: string; size: number }[];
  expect(files.map(({ name, size }) => [name, size])).toEqual([["one.txt", 1], ["two.txt", 2]]);
});

test("only files of the wanted types are picked", async ({ page, servers, person }) => {
  const folder = await person.folder("root", "Types");
  await person.file(folder, "a.png", picture(4, 4, [0, 0, 0]));
  await person.file(folder, "b.txt", "text");
  await person.file(folder, "c.DOCX", "document");
  const frame = await openPicker(page, `${servers.listed}/?type=image/*&type=.docx&multiple`);
  await frame.getByRole("option", { name: "My files" }).click();
  await frame.getByRole("option", { name: "Folder Types" }).click();
  for (const name of ["a.png", "b.txt", "c.DOCX"]) await frame.getByRole("option", { name }).click({ force: true });
  await expect(frame.getByRole("option", { name: "b.txt" })).toBeDisabled();
  await frame.getByRole("button", { name: "Choose" }).click();
  const files = (await picked(page)) as { name: string }[];
  expect(files.map(({ name }) => name)).toEqual(["a.png", "c.DOCX"]);
});

test("a long folder is shown as one scrolls", async ({ page, servers, person }) => {
  const folder = await person.folder("root", "Long");
  const numbers = Array.from({ length: 120 }, (_, number) => String(number).padStart(3, "0"));
  for (const number of numbers) await person.folder(folder, `part ${number}`);
  const frame = await openPicker(page, servers.listed);
  await frame.getByRole("option", { name: "My files" }).click();
  await frame.getByRole("option", { name: "Folder Long" }).click();
  await expect(frame.getByRole("option", { name: "part 000" })).toBeFocused();
  await expect(frame.getByRole("option", { name: "part 119" })).toHaveCount(0);
  await expect(async () => {
    await page.keyboard.press("End");
    await expect(frame.getByRole("option", { name: "part 119" })).toBeFocused({ timeout: 200 });
  }).toPass();
  await expect(frame.getByRole("option")).toHaveCount(120);
  await expect(frame.getByRole("button", { name: "Show more" })).toBeHidden();
  // The way back is in the crumbs.
  await frame.getByRole("navigation").getByRole("button", { name: "Spaces" }).click();
  await expect(frame.getByRole("option", { name: "My files" })).toBeFocused();
});

test("an empty folder says so", async ({ page, servers, person }) => {
  await person.folder("root", "Empty");
  const frame = await openPicker(page, servers.listed);
  await frame.getByRole("option", { name: "My files" }).click();
  await frame.getByRole("option", { name: "Folder Empty" }).click();
  await expect(frame.getByText("This folder is empty.")).toBeVisible();
});

test("Escape and the button cancel", async ({ page, servers, person }) => {
  expect(person.container).not.toBe("");
  for (const cancel of ["Escape", "button"]) {
    const frame = await openPicker(page, servers.listed);
    await expect(frame.getByRole("option", { name: "My files" })).toBeFocused();
    if (cancel === "Escape") await page.keyboard.press("Escape");
    else await frame.getByRole("button", { name: "Cancel" }).click();
    await expect(page.locator("#said")).toHaveText("cancelled");
    await expect(page.locator("#drive iframe")).toHaveCount(0);
  }
});

test("it speaks Chinese when the site or the browser does", async ({ browser, page, servers, person }) => {
  await person.file("root", "季度报告.txt", "内容");
  const frame = await openPicker(page, `${servers.listed}/?language=zh-CN`);
  await expect(frame.getByRole("heading", { name: "选择文件" })).toBeVisible();
  await frame.getByRole("option", { name: "我的文件" }).click();
  await frame.getByRole("option", { name: "季度报告.txt" }).click();
  await expect(frame.locator("html")).toHaveAttribute("lang", "zh-CN");
  await page.screenshot({ path: "node_modules/.cache/screens/picker-zh.png" });
  const context = await browser.newContext({ locale: "zh-CN" });
  const chinese = await context.newPage();
  const other = await openPicker(chinese, servers.listed);
  await expect(other.getByRole("button", { name: "取消" })).toBeVisible();
  await context.close();
});

test("it fits a phone", async ({ page, servers, person }) => {
  await page.setViewportSize({ width: 360, height: 640 });
  const folder = await person.folder("root", "Phone");
  await person.file(folder, `${"a very long name ".repeat(8)}.txt`, "text");
  const frame = await openPicker(page, servers.listed);
  await frame.getByRole("option", { name: "My files" }).click();
  await frame.getByRole("option", { name: "Folder Phone" }).click();
  await frame.getByRole("option").first().click();
  const width = await frame.locator("html").evaluate((html) => [html.scrollWidth, html.clientWidth]);
  expect(width[0]).toBe(width[1]);
  await expect(frame.getByRole("button", { name: "Choose" })).toBeInViewport({ ratio: 1 });
  await page.screenshot({ path: "node_modules/.cache/screens/picker-phone.png" });
});

test("what the documentation shows is what was just run", async () => {
  const text = await readFile("../docs/embedding.md", "utf8");
  for (const file of ["index.html", "server.mjs"]) {
    const shown = await readFile(`e2e/example/${file}`, "utf8");
    expect(text, file).toContain(shown.trim());
  }
});
