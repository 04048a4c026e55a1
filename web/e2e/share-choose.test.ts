// Choosing among many files, and what is left of a choice.

import { DESK, PHONE, Visitor } from "./support/visitor";
import { unzip } from "./support/unzip";
import { expect, test } from "./support/world";
import type { Person } from "./support/person";

async function many(person: Person, name: string, count: number): Promise<string> {
  const top = await person.folder("root", name);
  for (let from = 0; from < count; from += 10) {
    const numbers = Array.from({ length: Math.min(10, count - from) }, (_, index) => from + index);
    await Promise.all(numbers.map((number) => person.file(top, `${String(number).padStart(4, "0")}.txt`, `${number}`)));
  }
  return top;
}

test("everything is everything: what is not listed yet, too, and in another order", async ({ browser, person }) => {
  test.setTimeout(120_000);
  const top = await many(person, "Crowd", 230);
  const visitor = await Visitor.come(browser, (await person.share([top])).url);
  const { page } = visitor;
  await visitor.open("Crowd");
  await expect(visitor.rows).toHaveCount(100);
  // Half of it is chosen, and that shows, while the rest has not come.
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => { letGo = resolve; });
  await page.route("**/share/files", async (route) => {
    await held;
    await route.continue();
  });
  await page.getByLabel("Select all").check();
  const fetch = page.locator("footer").getByRole("button", { name: "Download", exact: true });
  await expect(page.locator("footer .status")).toHaveText("Loading…");
  await expect(fetch).toBeDisabled();
  letGo();
  await expect(page.getByText("230 selected")).toBeVisible();
  await page.getByLabel("Select 0007.txt").uncheck();
  await expect(page.getByText("229 selected")).toBeVisible();
  await page.getByLabel("Sort by").selectOption({ label: "Name, Z to A" });
  await expect(page.getByText("229 selected")).toBeVisible();
  await expect(page.getByLabel("Select 0007.txt")).not.toBeChecked();
  await page.getByRole("button", { name: "中文" }).click();
  await expect(page.getByText("已选 229 项")).toBeVisible();
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByText("229 selected")).toBeVisible();
  const { bytes } = await visitor.fetched(() => fetch.click());
  const names = [...unzip(bytes).keys()];
  expect(names.length).toBe(229);
  expect(names).not.toContain("0007.txt");
  await visitor.leave();
});

test("more than can be listed is the folder itself", async ({ browser, person }) => {
  const top = await many(person, "Multitude", 3);
  const visitor = await Visitor.come(browser, "about:blank");
  const { page } = visitor;
  // The same page over and over, as one of a folder without end.
  let pages = 0;
  await page.route("**/share/files", async (route) => {
    const response = await route.fetch({ postData: JSON.stringify({ ...route.request().postDataJSON() as object, pageCursor: undefined }) });
    const body = (await response.json()) as { files: { id: string; fileName: string; fileType: string }[] };
    if ((route.request().postDataJSON() as { parentFolder?: string }).parentFolder !== undefined) {
      pages += 1;
      const [first] = body.files;
      Object.assign(body, {
        files: Array.from({ length: 100 }, (_, at) => ({ ...first, id: `${pages}0${at}`, fileName: `${pages}-${at}.txt` })),
        nextCursor: "further",
      });
    }
    await route.fulfill({ response, json: body });
  });
  await page.goto((await person.share([top])).url);
  await visitor.open("Multitude");
  await expect(visitor.rows).toHaveCount(100);
  await page.getByLabel("Select all").check();
  await expect(page.getByText("Everything selected")).toBeVisible();
  await expect(visitor.rows).toHaveCount(1_000);
  const started = page.waitForRequest("**/share/tasks");
  const { bytes } = await visitor.fetched(() => page.locator("footer").getByRole("button", { name: "Download" }).click());
  expect((await started).postDataJSON()).toMatchObject({ fileIds: [top] });
  expect([...unzip(bytes).keys()].filter((name) => name.endsWith(".txt")).length).toBe(3);
  await page.getByLabel("Select 1-5.txt").uncheck();
  await expect(page.getByText("999 selected")).toBeVisible();
  await page.unrouteAll({ behavior: "ignoreErrors" });
  expect(visitor.wrong).toEqual([]);
  await visitor.context.close();
});

for (const [device, options, words] of [
  ["desk", DESK, { all: "Download all", away: "Dismiss" }],
  ["phone", { ...PHONE, colorScheme: "dark" as const }, { all: "全部下载", away: "关闭" }],
] as const) {
  test(`nothing lies over the foot and over what is told, and the keys stay above it (${device})`, async ({ browser, person }) => {
    const top = await many(person, `Tall ${device}`, 40);
    const visitor = await Visitor.come(browser, (await person.share([top])).url, options);
    const { page } = visitor;
    await visitor.open(`Tall ${device}`);
    await expect(visitor.rows).toHaveCount(40);
    const covered = (selector: string): Promise<number> => page.locator(selector).evaluate((foot) => {
      const { left, top, right, bottom } = foot.getBoundingClientRect();
      let strangers = 0;
      for (let x = left + 2; x < right - 2; x += 4) {
        for (let y = top + 2; y < bottom - 2; y += 4) if (!foot.contains(document.elementFromPoint(x, y))) strangers += 1;
      }
      return strangers;
    });
    for (const offset of [0, 13, 27]) {
      await page.evaluate((y) => { scrollTo(0, y); }, offset);
      expect(await covered("footer")).toBe(0);
    }
    await page.evaluate(() => { scrollTo(0, 0); });
    await visitor.fetched(() => page.locator(".file .plain").first().click());
    await expect(page.getByRole("button", { name: words.away })).toBeVisible();
    expect(await covered(".notice")).toBe(0);
    await visitor.shot(`foot-${device}`);
    await page.getByRole("button", { name: words.away }).click();
    await page.locator("button.open").first().focus();
    for (let row = 0; row < 20; row += 1) {
      await page.keyboard.press("ArrowDown");
      const [focused, foot] = await page.evaluate(() =>
        [document.activeElement?.closest(".file"), document.querySelector("footer")].map((one) => one?.getBoundingClientRect()));
      expect(focused?.bottom).toBeLessThanOrEqual(foot?.top ?? 0);
    }
    await expect(page.getByRole("button", { name: words.all })).toBeInViewport({ ratio: 1 });
    await visitor.leave();
  });
}

test("a choice outlives the login, and the way back leads out of the folder", async ({ browser, person }) => {
  const top = await person.folder("root", "Chosen");
  const inner = await person.folder(top, "Further");
  for (const name of ["a.txt", "b.txt", "c.txt"]) await person.file(inner, name, name);
  const saver = await person.bringIn("chooser", "Chooser");
  const visitor = await Visitor.come(browser, (await person.share([top])).url);
  const { page } = visitor;
  await visitor.open("Chosen");
  await visitor.open("Further");
  await page.getByLabel("Select b.txt").check();
  await page.getByRole("button", { name: "Save to my drive" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Log in" }).click();
  await visitor.logIn("chooser");
  await expect(page.getByText("1 selected")).toBeVisible();
  await expect(page.getByLabel("Select b.txt")).toBeChecked();
  await page.getByRole("button", { name: "Save to my drive" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Save here" }).click();
  await expect(page.getByText("Saved to “My files”.")).toBeVisible();
  expect(await saver.names("root")).toEqual(["b.txt"]);
  await page.goBack();
  await expect(visitor.row("Further")).toBeVisible();
  await page.goBack();
  await expect(visitor.row("Chosen")).toBeVisible();
  // Through the login page, which has nothing to ask any more.
  await page.goBack();
  await expect(visitor.row("Chosen")).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);
  await page.goBack();
  await expect(visitor.row("a.txt")).toBeVisible();
  await visitor.leave();
});

test("one file is fetched as it is, and once", async ({ browser, person }) => {
  const file = await person.file("root", "alone.txt", "alone");
  const visitor = await Visitor.come(browser, (await person.share([file])).url);
  const { page } = visitor;
  await expect(visitor.row("alone.txt")).toBeVisible();
  let asked = 0;
  page.on("request", (request) => { if (request.url().endsWith("/share/download")) asked += 1; });
  const fetched = await visitor.fetched(() => page.locator("footer").getByRole("button", { name: "Download" }).dblclick());
  expect([fetched.name, fetched.bytes.toString()]).toEqual(["alone.txt", "alone"]);
  await page.locator("footer").getByRole("button", { name: "Download" }).click();
  await expect.poll(() => asked).toBe(2);
  await visitor.leave();
});
