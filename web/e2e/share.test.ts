// Following a link: the code, the folders, the files.

import { picture } from "./support/media";
import { DESK, PHONE, Visitor } from "./support/visitor";
import { expect, test } from "./support/world";

const CODE = "Abcd1234";

for (const [device, options, words] of [
  ["desk", DESK, { title: "Enter the code", wrong: "This code is wrong.", short: "eight letters", folder: "Folder" }],
  ["phone", PHONE, { title: "请输入提取码", wrong: "提取码错误。", short: "8 位", folder: "文件夹" }],
] as const) {
  test(`a code opens a share, and one walks through it (${device})`, async ({ browser, person }) => {
    const top = await person.folder("root", `Reports ${device}`);
    const inner = await person.folder(top, "Inner");
    await person.file(inner, "deep.txt", "deep");
    await person.file(top, "blue.png", picture(300, 200, [20, 90, 200]));
    await person.file(top, `${"a very long name ".repeat(12)}.txt`, "text");
    const share = await person.share([top], { code: CODE, comment: "For Friday.\nThank you." });
    const visitor = await Visitor.come(browser, share.url, options);
    const { page } = visitor;
    await expect(page.getByRole("heading", { name: words.title })).toBeVisible();
    await expect(page.locator("#code")).toBeFocused();
    // Before the code nothing is told.
    const told = await page.content();
    for (const secret of ["Reports", "Friday", "admin"]) expect(told).not.toContain(secret);
    await visitor.shot(`code-${device}`);
    await visitor.give("abc");
    await expect(page.locator(".wrong")).toContainText(words.short);
    await visitor.give("Wrong000");
    await expect(page.locator(".wrong")).toHaveText(words.wrong);
    await expect(page.locator("#code")).toBeFocused();
    await visitor.shot(`wrong-${device}`);
    await visitor.give(CODE);
    await expect(page.getByText("For Friday.")).toBeVisible();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("admin");
    await page.getByRole("button", { name: `${words.folder} Reports ${device}` }).click();
    await expect(visitor.rows).toHaveCount(3);
    await expect(visitor.row("blue.png").locator("img.thumbnail")).toHaveJSProperty("complete", true);
    await visitor.fits();
    await visitor.shot(`list-${device}`);
    await visitor.open("Inner");
    await expect(visitor.row("deep.txt")).toContainText("4 B");
    // The way back: the browser's, and the crumbs.
    await page.goBack();
    await expect(visitor.rows).toHaveCount(3);
    await page.goForward();
    await expect(visitor.row("deep.txt")).toBeVisible();
    await page.getByRole("navigation").getByRole("button").first().click();
    await expect(visitor.rows).toHaveCount(1);
    // What was given stays given: for this tab, and the folder with it.
    await visitor.open(`Reports ${device}`);
    await expect(visitor.rows).toHaveCount(3);
    await page.reload();
    await expect(visitor.rows).toHaveCount(3);
    // The code goes to the server in bodies alone, and so does the link, but for the page.
    for (const url of visitor.asked) expect(url).not.toMatch(/code=|Abcd1234|Wrong000|kdtoken|shortUrl/i);
    await visitor.leave();
  });
}

test("the page tells nobody where it was, and is the same for every link", async ({ page, servers, person }) => {
  const file = await person.file("root", "secret name.txt", "x");
  const share = await person.share([file], { code: CODE });
  const response = await page.goto(share.url);
  const headers = response?.headers() ?? {};
  expect(headers["x-robots-tag"]).toContain("noindex");
  expect(headers["referrer-policy"]).toBe("no-referrer");
  expect(headers["cache-control"]).toBe("no-store");
  expect(headers["content-security-policy"]).toContain("default-src 'none'");
  const other = await page.request.get(`${servers.coffer.url}/s/${"0".repeat(32)}`);
  expect(await other.text()).toBe(await (await page.request.get(share.url)).text());
  await expect(page.locator('meta[name="robots"]')).toHaveAttribute("content", "noindex");
});

test("a code comes out of what was copied with it, and out of the link's end", async ({ browser, person }) => {
  const file = await person.file("root", "pasted.txt", "x");
  const share = await person.share([file], { code: CODE });
  const visitor = await Visitor.come(browser, `${share.url}#code=${CODE}`);
  const { page } = visitor;
  await expect(page.locator("#code")).toHaveValue(CODE);
  await expect(page).toHaveURL(share.url);
  await page.locator("#code").fill("");
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text", text);
    document.querySelector("#code")?.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true, bubbles: true }));
  }, `链接：${share.url} 提取码：${CODE}，请查收`);
  await expect(page.locator("#code")).toHaveValue(CODE);
  await page.getByRole("button", { name: "Open" }).click();
  await expect(visitor.row("pasted.txt")).toBeVisible();
  expect(visitor.asked.filter((url) => url.includes(CODE))).toEqual([]);
  await visitor.leave();
});

test("too many wrong codes are told, with the time to wait", async ({ browser, person }) => {
  const file = await person.file("root", "guarded.txt", "x");
  const share = await person.share([file], { code: CODE });
  const visitor = await Visitor.come(browser, share.url);
  const { page } = visitor;
  const said = page.locator(".wrong");
  for (let tried = 0; tried < 10; tried += 1) {
    const answered = page.waitForResponse(/share\/verify/);
    await visitor.give(`Wrong00${tried}`);
    await answered;
    await expect(said).toHaveText("This code is wrong.");
    await expect(page.getByRole("button", { name: "Open" })).toBeEnabled();
  }
  await visitor.give(CODE);
  await expect(said).toHaveText("Too many wrong codes. Try again in 15 minutes.");
  await expect(page.getByRole("button", { name: "Open" })).toBeDisabled();
  await visitor.shot("too-many");
  await visitor.leave();
});

test("a long folder comes as one scrolls, in the order that one likes", async ({ browser, person }) => {
  const top = await person.folder("root", "Long share");
  for (let number = 0; number < 130; number += 1) {
    await person.folder(top, `part ${String(number).padStart(3, "0")}`);
  }
  const small = await person.folder("root", "Sorted");
  for (const [name, size] of [["b.txt", 1], ["a.txt", 3], ["c.txt", 2]] as const) {
    await person.file(small, name, "x".repeat(size));
  }
  const share = await person.share([top, small]);
  const visitor = await Visitor.come(browser, share.url);
  const { page } = visitor;
  await visitor.open("Long share");
  await expect(visitor.rows).toHaveCount(100);
  await page.keyboard.press("End");
  await expect(visitor.rows).toHaveCount(130);
  await expect(page.getByRole("button", { name: "Show more" })).toBeHidden();
  await page.goBack();
  await visitor.open("Sorted");
  await expect(visitor.rows).toHaveCount(3);
  expect(await visitor.names).toEqual(["a.txt", "b.txt", "c.txt"]);
  for (const [order, names] of [
    ["Largest first", ["a.txt", "c.txt", "b.txt"]],
    ["Oldest first", ["b.txt", "a.txt", "c.txt"]],
    ["Name, Z to A", ["c.txt", "b.txt", "a.txt"]],
  ] as const) {
    await page.getByLabel("Sort by").selectOption({ label: order });
    await expect(page.locator(".file .open")).toHaveText([...names]);
  }
  await visitor.leave();
});

test("a deep way and many words leave room for files on a phone", async ({ browser, person }) => {
  const top = await person.folder("root", "A folder far above");
  let inner = top;
  for (let depth = 1; depth <= 6; depth += 1) inner = await person.folder(inner, `Another level with a long name ${depth}`);
  const visitor = await Visitor.come(browser, (await person.share([top], { comment: "长评论".repeat(40) })).url, PHONE);
  const { page } = visitor;
  await visitor.open("A folder far above");
  for (let depth = 1; depth <= 6; depth += 1) await visitor.open(`Another level with a long name ${depth}`);
  await expect(page.getByText("此文件夹为空。")).toBeInViewport();
  await expect(page.getByRole("navigation").getByText("name 6")).toBeInViewport({ ratio: 0.9 });
  expect((await page.getByRole("navigation").boundingBox())?.height).toBeLessThan(60);
  await visitor.fits();
  await visitor.shot("deep-phone");
  await page.getByRole("navigation").getByRole("button").first().click();
  await expect(visitor.row("A folder far above")).toBeVisible();
  await visitor.leave();
});

test("names and words are text, whatever they look like", async ({ browser, person }) => {
  const markup = "<img src=x onerror=alert(1)>";
  const owner = await person.bringIn("markup.owner", markup);
  const top = await owner.folder("root", "Names");
  const file = await owner.file(top, "text.txt", `<script>alert(2)</script>${markup}`);
  const share = await owner.share([top], { comment: `${markup}</p><script>alert(3)</script>` });
  const visitor = await Visitor.come(browser, "about:blank");
  const { page } = visitor;
  // The server lets no such names in: a page stands for itself all the same.
  await page.route("**/share/files", async (route) => {
    const response = await route.fetch();
    const body = (await response.json()) as { files: Record<string, unknown>[] };
    for (const listed of body.files) Object.assign(listed, { fileName: `${markup}'"onclick="alert(4)` });
    await route.fulfill({ response, json: body });
  });
  await page.goto(share.url);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${markup} shared this with you`);
  await expect(page.locator(".comment")).toHaveText(`${markup}</p><script>alert(3)</script>`);
  await page.locator("button.open").click();
  await expect(page.locator(`[data-id="${file}"] .open`)).toHaveText(`${markup}'"onclick="alert(4)`);
  await expect(page.getByRole("navigation")).toContainText(markup);
  await page.locator("button.open").click();
  await expect(page.locator("dialog pre")).toHaveText(`<script>alert(2)</script>${markup}`);
  await expect(page.locator("dialog h2")).toContainText(markup);
  expect(await page.locator("img, body script").count()).toBe(0);
  expect(visitor.wrong).toEqual([]);
  await visitor.context.close();
});

test("links in the vendor's form come to the page", async ({ browser, servers, person }) => {
  const file = await person.file("root", "old form.txt", "x");
  const share = await person.share([file], { code: CODE });
  for (const place of ["/", "/koodrive/"]) {
    const visitor = await Visitor.come(browser, `${servers.coffer.url}${place}#/sharelink/i/${share.short}?code=${CODE}`);
    await expect(visitor.page).toHaveURL(share.url);
    await expect(visitor.page.locator("#code")).toHaveValue(CODE);
    await visitor.page.getByRole("button", { name: "Open" }).click();
    await expect(visitor.row("old form.txt")).toBeVisible();
    await visitor.leave();
  }
  // Whatever else stands there stays there.
  const visitor = await Visitor.come(browser, `${servers.coffer.url}/#/sharelink/i/../../docs`);
  await expect(visitor.page.getByRole("heading", { name: "Coffer" })).toBeVisible();
  await visitor.leave();
});

test("the language is the browser's until another is chosen", async ({ browser, person }) => {
  const file = await person.file("root", "words.txt", "x");
  const share = await person.share([file], { code: CODE });
  const visitor = await Visitor.come(browser, share.url);
  const { page } = visitor;
  await expect(page.getByRole("heading", { name: "Enter the code" })).toBeVisible();
  await page.getByRole("button", { name: "中文" }).click();
  await expect(page.getByRole("heading", { name: "请输入提取码" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await visitor.give(CODE);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("admin 分享给您的文件");
  await expect(page.getByRole("button", { name: "下载", exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: "下载", exact: true })).toBeVisible();
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("button", { name: "Download", exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "English" })).toBeFocused();
  await visitor.leave();
});
