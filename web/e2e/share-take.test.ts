// Taking files out of a share: fetching them, and saving them to a drive of one's own.

import { DESK, PHONE, Visitor } from "./support/visitor";
import { unzip } from "./support/unzip";
import { expect, test } from "./support/world";

test("one file, some, and all", async ({ browser, person }) => {
  const top = await person.folder("root", "Takeaway");
  const inner = await person.folder(top, "inner");
  await person.file(inner, "deep.txt", "deep");
  await person.file(top, "季度.txt", "quarter");
  await person.file(top, "other.txt", "other");
  const share = await person.share([top], { code: "Abcd1234" });
  const visitor = await Visitor.come(browser, share.url);
  const { page } = visitor;
  await visitor.give("Abcd1234");
  await visitor.open("Takeaway");
  await expect(visitor.rows).toHaveCount(3);
  const one = await visitor.fetched(() => page.getByRole("button", { name: "Download 季度.txt" }).click());
  expect([one.name, one.bytes.toString()]).toEqual(["季度.txt", "quarter"]);
  await expect(page.getByText("The download of “季度.txt” has begun.")).toBeVisible();
  // One that is chosen comes as it is.
  await page.getByLabel("Select other.txt").check();
  await expect(page.getByText("1 selected")).toBeVisible();
  const chosen = await visitor.fetched(() => page.getByRole("button", { name: "Download", exact: true }).click());
  expect([chosen.name, chosen.bytes.toString()]).toEqual(["other.txt", "other"]);
  await page.getByLabel("Select inner").check();
  await visitor.shot("chosen");
  const some = await visitor.fetched(() => page.getByRole("button", { name: "Download", exact: true }).click());
  expect([...unzip(some.bytes).keys()].filter((name) => !name.endsWith("/")).sort()).toEqual(["inner/deep.txt", "other.txt"]);
  await expect(page.getByText("The zip is ready.")).toBeVisible();
  await visitor.shot("zip");
  await page.getByRole("button", { name: "Dismiss" }).last().click();
  await expect(page.getByText("The zip is ready.")).toBeHidden();
  await page.getByLabel("Select all").check();
  await expect(page.getByText("3 selected")).toBeVisible();
  await page.getByLabel("Select all").uncheck();
  const all = await visitor.fetched(() => page.getByRole("button", { name: "Download all" }).click());
  expect(all.name).toBe("Takeaway.zip");
  const entries = unzip(all.bytes);
  expect(entries.get("Takeaway/季度.txt")?.toString()).toBe("quarter");
  expect(entries.get("Takeaway/inner/deep.txt")?.toString()).toBe("deep");
  await visitor.leave();
});

for (const [device, options, words] of [
  ["desk", DESK, { save: "Save all to my drive", logIn: "Log in", here: "Save here", mine: "My files", saved: "Saved to “Kept”." }],
  ["phone", PHONE, { save: "全部转存", logIn: "登录", here: "保存到此处", mine: "我的文件", saved: "已转存到“Kept”。" }],
] as const) {
  test(`files are saved after logging in, from where one was (${device})`, async ({ browser, servers, person }) => {
    const top = await person.folder("root", `Gift ${device}`);
    await person.file(top, "present.txt", "for you");
    const share = await person.share([top], { code: "Abcd1234" });
    const saver = await person.bringIn(`saver.${device}`, `Saver ${device}`);
    const kept = await saver.folder("root", "Kept");
    const visitor = await Visitor.come(browser, share.url, options);
    const { page } = visitor;
    await visitor.give("Abcd1234");
    await visitor.open(`Gift ${device}`);
    await page.getByRole("button", { name: words.save }).click();
    const ask = page.getByRole("dialog");
    await expect(ask).toBeVisible();
    await visitor.shot(`ask-${device}`);
    await ask.getByRole("button", { name: words.logIn }).click();
    await visitor.logIn(`saver.${device}`);
    // Back in the folder that one was in, without the code again.
    await expect(visitor.row("present.txt")).toBeVisible();
    await expect(page).toHaveURL(share.url);
    await page.getByRole("button", { name: words.save }).click();
    const choose = page.getByRole("dialog");
    await expect(choose.getByRole("navigation")).toContainText(words.mine);
    await expect(choose.getByRole("option", { name: "Kept" })).toBeFocused();
    await visitor.shot(`folders-${device}`);
    await page.keyboard.press("Enter");
    await expect(choose.getByRole("navigation").getByText("Kept")).toBeVisible();
    await choose.getByRole("button", { name: words.here }).click();
    await expect(page.getByText(words.saved)).toBeVisible();
    await visitor.shot(`saved-${device}`);
    expect(await saver.names(kept)).toEqual([`Gift ${device}`]);
    // The code of the login is in no address any more, and was the server's alone.
    expect(page.url()).toBe(`${servers.coffer.url}/s/${share.short}`);
    await visitor.leave();
  });
}

test("the zip's progress is shown, and a server that is away for a moment is asked again", async ({ browser, person }) => {
  const top = await person.folder("root", "Patience");
  await person.file(top, "a.txt", "a");
  const visitor = await Visitor.come(browser, (await person.share([top])).url);
  const { page } = visitor;
  await expect(visitor.rows).toHaveCount(1);
  let asked = 0;
  await page.route("**/share/taskDetail", async (route) => {
    asked += 1;
    if (asked === 2) {
      await route.abort();
      return;
    }
    const response = await route.fetch();
    const body = (await response.json()) as { jobInfo: Record<string, unknown> };
    if (asked === 1) Object.assign(body.jobInfo, { taskStatus: 1, progress: 40, downloadUrl: "" });
    await route.fulfill({ response, json: body });
  });
  await page.getByRole("button", { name: "Download all" }).click();
  await expect(page.getByRole("progressbar", { name: "Preparing the zip…" })).toHaveJSProperty("value", 40);
  await visitor.shot("progress");
  await expect(page.getByText("The server cannot be reached.")).toBeVisible();
  const fetched = await visitor.fetched(() => page.getByRole("button", { name: "Try again" }).click());
  expect([...unzip(fetched.bytes).keys()]).toContain("Patience/a.txt");
  await visitor.leave();
});

test("who may only look is offered nothing else, and who may only fetch nothing to look at", async ({ browser, person }) => {
  const top = await person.folder("root", "Limits");
  const file = await person.file(top, "plan.txt", "plan");
  const look = await Visitor.come(browser, (await person.share([top], { permission: { preview: true, download: false } })).url);
  await look.open("Limits");
  await look.open("plan.txt");
  await expect(look.page.locator("dialog pre")).toHaveText("plan");
  await expect(look.page.getByRole("button", { name: /Download|Save/ })).toHaveCount(0);
  await look.page.keyboard.press("Escape");
  await expect(look.page.getByRole("checkbox")).toHaveCount(0);
  await expect(look.page.locator("footer")).toBeHidden();
  await look.shot("look-only");
  await look.leave();
  const take = await Visitor.come(browser, (await person.share([file], { permission: { preview: false, download: true } })).url);
  await expect(take.row("plan.txt")).toBeVisible();
  await expect(take.page.locator("button.open")).toHaveCount(0);
  const fetched = await take.fetched(() => take.page.getByRole("button", { name: "Download plan.txt" }).click());
  expect(fetched.bytes.toString()).toBe("plan");
  await take.shot("fetch-only");
  await take.leave();
});
