// Names, words and texts that are longer, or turn the other way, than one thinks.

import { DESK, PHONE, Visitor } from "./support/visitor";
import { expect, openPicker, test } from "./support/world";

const TURNED = "evil\u202Etxt.exe";

test("names that turn what follows around are seen through, here and in pickers", async ({ browser, servers, person }) => {
  const top = await person.folder("root", "Turned \u2066folder");
  await person.file(top, TURNED, "MZ");
  const owner = await person.bringIn("turner", "Tur\u202Ener");
  const other = await owner.file("root", TURNED, "MZ");
  const visitor = await Visitor.come(browser, (await person.share([top])).url);
  const { page } = visitor;
  await page.locator("button.open").click();
  await expect(page.locator(".file .open")).toHaveText("evil\uFFFDtxt.exe");
  await expect(page.getByRole("navigation")).toContainText("Turned \uFFFDfolder");
  await expect(page.locator(".file bdi")).toBeVisible();
  await page.locator("button.open").click();
  await expect(page.locator("dialog h2")).toHaveText("evil\uFFFDtxt.exe");
  await visitor.shot("turned");
  await page.locator("dialog").getByRole("button", { name: "Download" }).click();
  await expect(page.locator("dialog .notice")).toContainText("evil\uFFFDtxt.exe");
  await page.goto((await owner.share([other], { comment: "read \u202Eme" })).url);
  await expect(page.locator(".comment")).toHaveText("read \uFFFDme");
  await expect(page.locator("h1")).toHaveText("Tur\uFFFDner shared this with you");
  expect(await page.content()).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
  await visitor.leave();
  // In another site's page, too; what is picked has the name that it has.
  const site = await browser.newPage();
  const picker = await openPicker(site, servers.listed);
  await picker.getByRole("option", { name: "My files" }).click();
  await picker.getByRole("option", { name: "Turned \uFFFDfolder" }).click();
  const option = picker.getByRole("option", { name: "evil\uFFFDtxt.exe" });
  await expect(option.locator("bdi")).toBeVisible();
  await expect(picker.getByRole("navigation")).toContainText("Turned \uFFFDfolder");
  await option.dblclick();
  await expect(site.locator("#said")).toContainText("evil\u202Etxt.exe");
  await site.getByRole("button", { name: "Show it" }).click();
  await expect(site.frameLocator("#drive iframe").getByRole("heading")).toHaveText("evil\uFFFDtxt.exe");
  await site.close();
});

test("a long name is whole on a phone, and keeps its ending at a desk", async ({ browser, person }) => {
  const name = `${"A report about everything there is ".repeat(4)}2026.docx`;
  const top = await person.folder("root", "Long names");
  const deep = await person.folder(top, `${"A folder of everything there is ".repeat(3)}end`);
  await person.file(top, name, "PK");
  const share = await person.share([top]);
  const whole = async (visitor: Visitor): Promise<void> => {
    await visitor.open("Long names");
    await expect(visitor.rows).toHaveCount(2);
    await expect(visitor.row(name).locator("bdi")).toHaveAttribute("title", name);
    await visitor.fits();
  };
  const phone = await Visitor.come(browser, share.url, PHONE);
  await whole(phone);
  const cut = await phone.row(name).locator("bdi").evaluate((shown) =>
    [shown.scrollHeight - shown.clientHeight, shown.scrollWidth - shown.clientWidth]);
  expect(Math.max(...cut)).toBeLessThanOrEqual(1);
  await phone.shot("long-name-phone");
  await phone.page.locator(`[data-id="${deep}"] .open`).click();
  const here = phone.page.getByRole("navigation").locator("[aria-current]");
  expect(await here.evaluate((step) => step.scrollWidth - step.clientWidth)).toBeLessThanOrEqual(0);
  await phone.page.goBack();
  await phone.open(name);
  const title = phone.page.locator("dialog h2");
  const rest = await title.evaluate((shown) => [shown.scrollWidth - shown.clientWidth, shown.scrollHeight - shown.clientHeight]);
  expect(rest).toEqual([0, 0]);
  await expect(title).toHaveText(name);
  await phone.shot("long-title-phone");
  await phone.leave();
  const desk = await Visitor.come(browser, share.url, { ...DESK, viewport: { width: 700, height: 700 } });
  await whole(desk);
  const ends = await desk.row(name).locator("bdi > span").evaluateAll((spans) => spans.map((span) => span.scrollWidth > span.clientWidth));
  expect(ends).toEqual([true, false]);
  await expect(desk.row(name).locator("bdi > span").last()).toHaveText(".docx");
  await desk.shot("long-name-desk");
  await desk.leave();
});

test("many words of the owner leave room, and are read by who likes", async ({ browser, person }) => {
  const top = await person.folder("root", "Wordy");
  await person.file(top, "below.txt", "x");
  const share = await person.share([top], { comment: "长评论。".repeat(120) });
  const visitor = await Visitor.come(browser, share.url, PHONE);
  const { page } = visitor;
  await expect(visitor.row("Wordy")).toBeInViewport({ ratio: 1 });
  const words = page.locator(".comment");
  const height = async (): Promise<number> => (await words.boundingBox())?.height ?? 0;
  expect(await height()).toBeLessThan(80);
  await visitor.shot("words-phone");
  await page.getByRole("button", { name: "展开" }).click();
  expect(await words.evaluate((shown) => shown.scrollHeight - shown.clientHeight)).toBe(0);
  expect(await height()).toBeGreaterThan(300);
  await page.getByRole("button", { name: "收起" }).click();
  expect(await height()).toBeLessThan(80);
  await visitor.open("Wordy");
  await expect(visitor.row("below.txt")).toBeVisible();
  await expect(words).toBeHidden();
  await page.goBack();
  await expect(words).toBeVisible();
  await visitor.leave();
  // Few words have nothing to unfold.
  const short = await Visitor.come(browser, (await person.share([top], { comment: "Three words here" })).url);
  await expect(short.page.locator(".comment")).toBeVisible();
  await expect(short.page.locator(".said button")).toBeHidden();
  await short.leave();
});

test("texts are read in their encoding, and without an ending that says so", async ({ browser, person }) => {
  const top = await person.folder("root", "Encodings");
  const wide = Buffer.from("\uFEFF季度 wide", "utf16le");
  await person.file(top, "1 little.txt", wide);
  await person.file(top, "2 big.txt", Buffer.from(wide).swap16());
  await person.file(top, "3 program.py", "print('季度')\n");
  await person.file(top, "4 README", "Read me.");
  await person.file(top, "5 bytes", Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3));
  await person.file(top, "6 nothing", "");
  const visitor = await Visitor.come(browser, (await person.share([top])).url);
  const { page } = visitor;
  await visitor.open("Encodings");
  await visitor.open("1 little.txt");
  const shown = page.locator("dialog pre");
  for (const text of ["季度 wide", "季度 wide", "print('季度')\n", "Read me."]) {
    await expect(shown).toHaveText(text);
    await page.keyboard.press("ArrowRight");
  }
  await expect(page.locator("dialog")).toContainText("There is no preview of this kind of file.");
  await page.keyboard.press("ArrowRight");
  await expect(page.locator("dialog")).toContainText("The file is empty.");
  await visitor.leave();
});
