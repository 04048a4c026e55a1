// What goes wrong on the way: links with things glued to them, servers that are away, rights that end.

import { picture } from "./support/media";
import { PHONE, Visitor } from "./support/visitor";
import { expect, test } from "./support/world";

const CODE = "Abcd1234";

test("links with something behind them come to their share", async ({ browser, servers, person }) => {
  const file = await person.file("root", "glued.txt", "x");
  const share = await person.share([file]);
  const visitor = await Visitor.come(browser, "about:blank");
  const { page } = visitor;
  for (const behind of ["/", "/index.html", "/a/b/c", "。", ",", "%20thanks", "/#top"]) {
    await page.goto(`${share.url}${behind}`);
    await expect(visitor.row("glued.txt")).toBeVisible();
    await expect(page).toHaveURL(share.url);
  }
  await page.goto(share.url.replace(share.short, share.short.toUpperCase()));
  await expect(visitor.row("glued.txt")).toBeVisible();
  const locked = await person.share([file], { code: CODE });
  for (const behind of [`%20提取码：${CODE}`, `/#code=${CODE}`]) {
    await page.goto(`${locked.url}${behind}`);
    await expect(page.locator("#code")).toHaveValue(CODE);
    await expect(page).toHaveURL(locked.url);
  }
  // Without a link, and in the vendor's form without a slash.
  await page.goto(`${servers.coffer.url}/s/`);
  await expect(page.getByRole("alert")).toContainText("There is nothing here");
  await page.goto(`${servers.coffer.url}/koodrive#/sharelink/i/${share.short}`);
  await expect(visitor.row("glued.txt")).toBeVisible();
  expect(visitor.wrong).toEqual([]);
  await visitor.context.close();
});

test("a code is found in a message, and the list has the focus behind it", async ({ browser, person }) => {
  const top = await person.folder("root", "Admitted");
  const visitor = await Visitor.come(browser, (await person.share([top], { code: CODE })).url);
  const { page } = visitor;
  const field = page.locator("#code");
  for (const [message, found] of [
    [`Quarterly files, code ${CODE}. See you tomorrow!`, CODE],
    [`Code: ${CODE}, valid until 20261203. password included`, CODE],
    ["提取码：abcdefgh 有效期至 drive123", "abcdefgh"],
    [`https://drive.example.com/s/0123#code=${CODE} tomorrow`, CODE],
    ["abcdefgh", "abcdefgh"],
    [`The whole is ${CODE}`, CODE],
  ] as const) {
    await field.fill("");
    await field.evaluate((input, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text", text);
      input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, message);
    await expect(field).toHaveValue(found);
  }
  await page.getByRole("button", { name: "Open" }).click();
  await expect(visitor.row("Admitted").locator(".open")).toBeFocused();
  await visitor.leave();
});

test("who has tried too often is told so until it is over", async ({ browser, person }) => {
  const file = await person.file("root", "patience.txt", "x");
  const visitor = await Visitor.come(browser, "about:blank");
  const { page } = visitor;
  await page.clock.install();
  await page.route("**/share/verify", (route) => route.fulfill({
    status: 429, headers: { "retry-after": "120" }, json: { code: 13000106, msg: "slowly" },
  }), { times: 1 });
  await page.goto((await person.share([file], { code: CODE })).url);
  await visitor.give("Wrong000");
  const told = page.getByRole("alert");
  await expect(told).toContainText("Try again in 2 minutes.");
  await visitor.give(CODE);
  await expect(told).toContainText("Try again in 2 minutes.");
  await expect(page.getByRole("button", { name: "Open" })).toBeDisabled();
  await page.clock.fastForward("02:01");
  await expect(told).toHaveText("");
  await page.keyboard.press("Enter");
  await expect(visitor.row("patience.txt")).toBeVisible();
  expect(visitor.wrong).toEqual([]);
  await visitor.context.close();
});

test("a picture that does not come is told from one that cannot be shown", async ({ browser, person }) => {
  const top = await person.folder("root", "Tunnel");
  await person.file(top, "blue.png", picture(30, 20, [20, 90, 200]));
  const visitor = await Visitor.come(browser, (await person.share([top])).url);
  const { page, context } = visitor;
  await visitor.open("Tunnel");
  await expect(visitor.row("blue.png")).toBeVisible();
  await context.setOffline(true);
  await visitor.open("blue.png");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("alert")).toContainText("The server cannot be reached.");
  await context.setOffline(false);
  await dialog.getByRole("button", { name: "Try again" }).click();
  await expect(dialog.getByRole("img")).toHaveJSProperty("naturalWidth", 30);
  // What is looked at stays open when the page is loaded again, and the way back closes it.
  await page.reload();
  await expect(dialog.getByRole("img")).toHaveJSProperty("naturalWidth", 30);
  await page.goBack();
  await expect(dialog).toBeHidden();
  await expect(visitor.row("blue.png")).toBeVisible();
  expect(visitor.wrong).toEqual([]);
  await visitor.context.close();
});

test("what the owner permits no more is told, and not offered again", async ({ browser, person }) => {
  const top = await person.folder("root", "Withdrawn");
  await person.file(top, "a.txt", "a");
  const share = await person.share([top]);
  const visitor = await Visitor.come(browser, share.url);
  const { page } = visitor;
  await visitor.open("Withdrawn");
  await expect(visitor.row("a.txt")).toBeVisible();
  await person.permit(share, { preview: true, download: false });
  await page.getByRole("button", { name: "Download all" }).or(page.locator("footer .primary")).first().click();
  await expect(page.getByText("does not permit it any more")).toBeVisible();
  await expect(page.locator("footer")).toBeHidden();
  await expect(visitor.row("a.txt")).toBeVisible();
  await expect(page.getByRole("button", { name: "Try again" })).toHaveCount(0);
  await visitor.leave();
});

test("a page whose script does not come says so", async ({ browser, person }) => {
  const file = await person.file("root", "scriptless.txt", "x");
  const { url } = await person.share([file]);
  const visitor = await Visitor.come(browser, "about:blank", PHONE);
  const { page } = visitor;
  await page.route("**/s/assets/*.js", (route) => route.abort());
  await page.goto(url);
  await expect(page.locator(".late")).toContainText("请刷新");
  await expect(page.locator(".late")).toHaveCSS("opacity", "1");
  await page.unroute("**/s/assets/*.js");
  await page.reload();
  await expect(visitor.row("scriptless.txt")).toBeVisible();
  await expect(page.locator(".late")).toHaveCount(0);
  expect(visitor.wrong).toEqual([]);
  await visitor.context.close();
});

test("who is of another organisation is told so, and one sees who one is, and logs out", async ({ browser, person }) => {
  const top = await person.folder("root", "Borrowed");
  await person.file(top, "a.txt", "a");
  await person.bringIn("borrower", "Borrower");
  const visitor = await Visitor.come(browser, (await person.share([top])).url, PHONE);
  const { page } = visitor;
  const dialog = page.getByRole("dialog");
  const save = page.getByRole("button", { name: "全部转存" });
  await save.click();
  await dialog.getByRole("button", { name: "登录" }).click();
  await visitor.logIn("borrower");
  await page.route("**/share/tasks", (route) => route.fulfill({ status: 400, json: { code: 13000109, msg: "no" } }), { times: 1 });
  await save.click();
  await expect(dialog).toContainText("Borrower");
  await visitor.fits();
  await expect(dialog.getByRole("navigation").locator("[aria-current]")).toBeVisible();
  await visitor.shot("who-phone");
  await dialog.getByRole("button", { name: "保存到此处" }).click();
  await expect(page.getByText("仅分享人所在企业的成员可以转存。")).toBeVisible();
  await expect(page.getByRole("button", { name: "切换账号登录" })).toBeVisible();
  await save.click();
  await dialog.getByRole("button", { name: "退出登录" }).click();
  await expect(page.getByText("已退出登录。")).toBeVisible();
  await expect(visitor.row("Borrowed")).toBeVisible();
  // The browser's login has ended as well.
  await save.click();
  await dialog.getByRole("button", { name: "登录" }).click();
  await expect(page.locator("input[name=password]")).toBeVisible();
  await visitor.leave();
});
