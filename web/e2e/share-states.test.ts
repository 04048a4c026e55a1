// When there is nothing to show, not yet, or not any more.

import { DESK, PHONE, Visitor } from "./support/visitor";
import { expect, test } from "./support/world";

test("links that nothing has, and shares that have ended", async ({ browser, servers, person }) => {
  const visitor = await Visitor.come(browser, `${servers.coffer.url}/s/${"0".repeat(32)}`);
  const { page } = visitor;
  await expect(page.getByRole("alert")).toContainText("There is nothing here");
  await visitor.shot("unknown");
  await page.goto(`${servers.coffer.url}/s/too-short`);
  await expect(page.getByRole("alert")).toContainText("There is nothing here");
  const file = await person.file("root", "ended.txt", "x");
  const share = await person.share([file]);
  await page.goto(share.url);
  await expect(visitor.row("ended.txt")).toBeVisible();
  await person.callOff(share);
  // While it is open.
  await page.getByRole("button", { name: "Download ended.txt" }).click();
  await expect(page.getByRole("alert")).toContainText("This share has ended");
  await expect(page.getByText("ended.txt")).toHaveCount(0);
  await expect(page.getByText("admin")).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("alert")).toContainText("This share has ended");
  await page.getByRole("button", { name: "中文" }).click();
  await expect(page.getByRole("alert")).toContainText("分享已结束");
  await visitor.leave();
});

test("a share ends at its time, also for who has it open", async ({ browser, person }) => {
  const top = await person.folder("root", "Short-lived");
  await person.folder(top, "later");
  const visitor = await Visitor.come(browser, "about:blank");
  const { page } = visitor;
  const share = await person.share([top], { until: new Date(Date.now() + 4_000) });
  await page.goto(share.url);
  await visitor.open("Short-lived");
  await expect(visitor.row("later")).toBeVisible();
  await expect(async () => {
    const answer = await page.request.get(new URL(`/koodrive/ose/v1/share/visit?shortUrl=${share.short}`, share.url).href);
    expect(await answer.json()).toMatchObject({ code: 13000107 });
  }).toPass();
  await visitor.open("later");
  await expect(page.getByRole("alert")).toContainText("This share has ended");
  expect(visitor.wrong).toEqual([]);
  await visitor.context.close();
});

test("what is thrown away is gone from it", async ({ browser, person }) => {
  const top = await person.folder("root", "Goes");
  const inner = await person.folder(top, "Inner goes");
  await person.folder(inner, "deepest");
  const visitor = await Visitor.come(browser, (await person.share([top])).url);
  const { page } = visitor;
  await visitor.open("Goes");
  await visitor.open("Inner goes");
  await expect(visitor.row("deepest")).toBeVisible();
  await visitor.open("deepest");
  await expect(page.getByText("This folder is empty.")).toBeVisible();
  await expect(page.locator("footer")).toBeHidden();
  await visitor.shot("empty-folder");
  await person.recycle(inner);
  // Up to where there is something still.
  await page.reload();
  await expect(page.getByRole("navigation").locator("[aria-current=location]")).toHaveText("Goes");
  await expect(page.getByText("This folder is empty.")).toBeVisible();
  await person.recycle(top);
  await page.reload();
  await expect(page.getByRole("alert")).toContainText("Nothing is left here");
  await visitor.shot("nothing-left");
  await visitor.leave();
});

for (const [device, options, words] of [
  ["desk", DESK, { login: "Log in to go on", act: "Log in", no: "not meant for you", other: "Log in as somebody else" }],
  ["phone", PHONE, { login: "请先登录", act: "登录", no: "您无权访问此分享", other: "切换账号登录" }],
] as const) {
  test(`shares of the organisation ask who one is (${device})`, async ({ browser, person }) => {
    const file = await person.file("root", `internal ${device}.txt`, "x");
    const named = await person.bringIn(`named.${device}`, "Named");
    await person.bringIn(`other.${device}`, "Other");
    const visitor = await Visitor.come(browser, (await person.share([file], { scope: 2 })).url, options);
    const { page } = visitor;
    await expect(page.getByRole("alert")).toContainText(words.login);
    await visitor.shot(`login-${device}`);
    await page.getByRole("button", { name: words.act }).click();
    await visitor.logIn(`other.${device}`);
    await expect(visitor.row(`internal ${device}.txt`)).toBeVisible();
    const share = await person.share([file], { scope: 3, userIds: [named.id] });
    await page.goto(share.url);
    await expect(page.getByRole("alert")).toContainText(words.no);
    await visitor.shot(`forbidden-${device}`);
    await page.getByRole("button", { name: words.other }).click();
    await visitor.logIn(`named.${device}`);
    await expect(visitor.row(`internal ${device}.txt`)).toBeVisible();
    await expect(page).toHaveURL(share.url);
    await visitor.leave();
  });
}

test("a login that did not begin here opens nothing", async ({ browser, servers, person }) => {
  const file = await person.file("root", "stolen.txt", "x");
  const share = await person.share([file], { scope: 2 });
  const visitor = await Visitor.come(browser, `${servers.coffer.url}/s/login?code=${"0".repeat(64)}&state=1`);
  const { page } = visitor;
  await expect(page.getByRole("alert")).toContainText("does not know where you came from");
  await expect(page).toHaveURL(`${servers.coffer.url}/s/login`);
  expect(visitor.asked.some((url) => url.includes("/session"))).toBe(false);
  // Another state than the one that was sent off.
  await page.goto(share.url);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.locator("input[name=login]")).toBeVisible();
  const sent = new URL(page.url()).searchParams;
  expect(sent.get("code_challenge_method")).toBe("S256");
  await page.goto(`${servers.coffer.url}/s/login?code=${"0".repeat(64)}&state=${"A".repeat(43)}`);
  await expect(page.getByRole("alert")).toContainText("does not know where you came from");
  await page.goto(share.url);
  await expect(page.getByRole("alert")).toContainText("Log in to go on");
  await visitor.leave();
});

test("a code that counts no more is asked for again, and one goes on", async ({ browser, person }) => {
  const top = await person.folder("root", "Recoded");
  const inner = await person.folder(top, "further");
  await person.file(inner, "end.txt", "the end");
  const share = await person.share([top], { code: "Abcd1234" });
  const visitor = await Visitor.come(browser, share.url);
  const { page } = visitor;
  await visitor.give("Abcd1234");
  await visitor.open("Recoded");
  await expect(visitor.row("further")).toBeVisible();
  await person.recode(share, "Efgh5678");
  await visitor.open("further");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("Please enter the code again.");
  await visitor.shot("again");
  await visitor.give("Abcd1234");
  await expect(dialog).toContainText("This code is wrong.");
  await visitor.give("Efgh5678");
  await expect(dialog).toBeHidden();
  await expect(visitor.row("end.txt")).toBeVisible();
  // In the middle of something, too; and whoever has no code any more stays where he is.
  await person.recode(share, "Ijkl9012");
  await page.getByRole("button", { name: "Download end.txt" }).click();
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText("The code is needed to go on.")).toBeVisible();
  await page.getByRole("button", { name: "Try again" }).click();
  const fetched = await visitor.fetched(() => visitor.give("Ijkl9012"));
  expect(fetched.bytes.toString()).toBe("the end");
  await visitor.leave();
});

test("a slow server is waited for, one that is away can be asked again", async ({ browser, person }) => {
  const file = await person.file("root", "slow.txt", "x");
  const share = await person.share([file]);
  const visitor = await Visitor.come(browser, "about:blank");
  const { page } = visitor;
  let answer = (): void => undefined;
  const held = new Promise<void>((resolve) => { answer = resolve; });
  await page.route("**/share/files", async (route) => {
    await held;
    await route.abort();
  }, { times: 1 });
  await page.goto(share.url);
  const wheel = page.getByText("Loading…");
  await expect(wheel).toHaveCSS("opacity", "1");
  await visitor.shot("waiting");
  answer();
  await expect(page.getByRole("alert")).toContainText("The server cannot be reached.");
  await visitor.shot("away");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(visitor.row("slow.txt")).toBeVisible();
  await expect(wheel).toBeHidden();
  expect(visitor.wrong).toEqual([]);
  await visitor.context.close();
});

test("the dark is dark, nothing moves for whom that disturbs, and keys reach everything", async ({ browser, person }) => {
  const top = await person.folder("root", "Keys and colours");
  for (const name of ["a.txt", "b.txt", "c.txt"]) await person.file(top, name, name);
  const visitor = await Visitor.come(browser, (await person.share([top], { code: "Abcd1234" })).url, {
    ...DESK, colorScheme: "dark", reducedMotion: "reduce",
  });
  const { page } = visitor;
  await visitor.give("Abcd1234");
  await expect(visitor.rows).toHaveCount(1);
  const colour = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(colour).toBe("rgb(23, 28, 35)");
  const turning = await page.evaluate(() => {
    const wheel = document.createElement("span");
    wheel.className = "wheel";
    document.body.append(wheel);
    const name = getComputedStyle(wheel).animationName;
    wheel.remove();
    return name;
  });
  expect(turning).toBe("none");
  await visitor.open("Keys and colours");
  await expect(visitor.row("a.txt").locator(".open")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  await expect(visitor.row("c.txt").locator(".open")).toBeFocused();
  await page.keyboard.press("Home");
  await expect(visitor.row("a.txt").locator(".open")).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Space");
  await expect(page.getByLabel("Select a.txt")).toBeChecked();
  await visitor.shot("dark");
  // Everything that can be used has a name.
  const nameless = await page.locator("button, input, select, a").evaluateAll((all) =>
    all.filter((one) => {
      const label = one instanceof HTMLInputElement ? one.labels?.length : 0;
      return (one.textContent.trim() === "" && !one.getAttribute("aria-label") && label !== 1);
    }).length);
  expect(nameless).toBe(0);
  await visitor.leave();
});
