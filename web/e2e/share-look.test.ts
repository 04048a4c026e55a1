// Looking at the files of a share.

import type { Page } from "@playwright/test";
import { picture, sound } from "./support/media";
import { DESK, PHONE, Visitor } from "./support/visitor";
import { expect, test } from "./support/world";

/** A second of film, as this browser makes it. */
async function film(page: Page): Promise<Uint8Array> {
  const bytes = await page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    const paint = canvas.getContext("2d");
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: "video/webm" });
    const chunks: Blob[] = [];
    recorder.addEventListener("dataavailable", ({ data }) => chunks.push(data));
    const stopped = new Promise((resolve) => { recorder.addEventListener("stop", resolve); });
    recorder.start();
    for (let frame = 0; frame < 20; frame += 1) {
      paint?.fillRect(frame, frame, 10, 10);
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
    recorder.stop();
    await stopped;
    return [...new Uint8Array(await new Blob(chunks).arrayBuffer())];
  });
  return Uint8Array.from(bytes);
}

test("pictures, text and what cannot be shown; the arrows go on, Escape goes back", async ({ browser, person }) => {
  const top = await person.folder("root", "Looks");
  const markup = "<script>parent.document.title = 'taken'</script>\n季度";
  await person.file(top, "1 blue.png", picture(300, 200, [20, 90, 200]));
  await person.file(top, "2 page.html", markup);
  await person.file(top, "3 old.txt", Uint8Array.of(0xd6, 0xd0, 0xce, 0xc4));
  await person.file(top, "4 long.csv", "0123456789abcde\n".repeat(20_000));
  await person.file(top, "5 none.txt", "");
  await person.file(top, "6 broken.png", "no picture");
  await person.file(top, "7 things.zip", "PK");
  const share = await person.share([top]);
  const visitor = await Visitor.come(browser, share.url);
  const { page } = visitor;
  await visitor.open("Looks");
  const name = visitor.row("1 blue.png").locator(".open");
  await expect(visitor.rows).toHaveCount(7);
  // With the keyboard alone.
  await expect(name).toBeFocused();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "1 blue.png" });
  await expect(dialog.getByRole("img", { name: "1 blue.png" })).toHaveJSProperty("naturalWidth", 300);
  await expect(dialog).toContainText("1 of 7");
  await visitor.shot("picture");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowRight");
  await expect(page.locator("dialog pre")).toHaveText(markup);
  await expect(page).toHaveTitle("admin shared this with you");
  await visitor.shot("text");
  await page.keyboard.press("ArrowRight");
  await expect(page.locator("dialog pre")).toHaveText("中文");
  await page.getByRole("button", { name: "Next" }).click();
  await expect(page.getByText("Only the beginning is shown.")).toBeVisible();
  expect((await page.locator("dialog pre").textContent())?.length).toBe(256 * 1024);
  await page.keyboard.press("ArrowRight");
  await expect(page.getByText("The file is empty.")).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("dialog", { name: "6 broken.png" })).toContainText("This file could not be shown.");
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("dialog", { name: "7 things.zip" })).toContainText("There is no preview of this kind of file.");
  await visitor.shot("no-preview");
  const fetched = await visitor.fetched(() => page.locator("dialog").getByRole("button", { name: "Download" }).click());
  expect([fetched.name, fetched.bytes.toString()]).toEqual(["7 things.zip", "PK"]);
  await expect(page.locator("dialog").getByText("The download of “7 things.zip” has begun.")).toBeInViewport();
  await page.locator("dialog").getByRole("button", { name: "Dismiss" }).click();
  await page.keyboard.press("Escape");
  await expect(page.locator("dialog")).toBeHidden();
  await expect(visitor.row("7 things.zip").locator(".open")).toBeFocused();
  await expect(page.locator("body > .notices")).toHaveCount(1);
  // The browser's way back closes it, too, and stays in the folder.
  await visitor.open("1 blue.png");
  await expect(dialog).toBeVisible();
  await page.goBack();
  await expect(dialog).toBeHidden();
  await expect(visitor.rows).toHaveCount(7);
  await page.goBack();
  await expect(visitor.rows).toHaveCount(1);
  await visitor.leave();
});

for (const [device, options] of [["desk", DESK], ["phone", PHONE]] as const) {
  test(`sound and film are played, from where one likes (${device})`, async ({ browser, person }) => {
    const top = await person.folder("root", `Media ${device}`);
    await person.file(top, "silence.wav", sound());
    const visitor = await Visitor.come(browser, (await person.share([top])).url, options);
    const { page } = visitor;
    await person.file(top, "film.webm", await film(page));
    await visitor.open(`Media ${device}`);
    await visitor.open("silence.wav");
    const audio = page.locator("dialog audio");
    await expect(audio).toHaveJSProperty("duration", 1);
    const at = await audio.evaluate(async (element: HTMLAudioElement) => {
      const moved = new Promise((resolve) => { element.addEventListener("seeked", resolve, { once: true }); });
      element.currentTime = 0.5;
      await moved;
      return element.currentTime;
    });
    expect(at).toBe(0.5);
    await page.keyboard.press("Escape");
    const answered = page.waitForResponse((response) => response.url().includes("/o/") && response.status() === 206);
    await visitor.open("film.webm");
    await answered;
    const video = page.locator("dialog video");
    await video.evaluate((element: HTMLVideoElement) => { element.muted = true; return element.play(); });
    await expect(video).toHaveJSProperty("ended", true);
    await expect(video).toHaveJSProperty("videoWidth", 300);
    await visitor.fits();
    await visitor.shot(`film-${device}`);
    await visitor.leave();
  });
}

test("a PDF is given to the browser's viewer, and to nobody where there is none", async ({ browser, person }) => {
  const file = await person.file("root", "paper.pdf", "%PDF-1.4\ntrailer<</Root 1 0 R>>\n1 0 obj<</Type/Catalog>>endobj");
  const { url } = await person.share([file]);
  for (const viewer of [true, false]) {
    const visitor = await Visitor.come(browser, "about:blank");
    const { page } = visitor;
    await page.addInitScript((there) => {
      Object.defineProperty(Navigator.prototype, "pdfViewerEnabled", { get: () => there });
    }, viewer);
    await page.goto(url);
    await visitor.open("paper.pdf");
    if (viewer) {
      await expect(page.locator("dialog iframe.paper")).toBeVisible();
      await visitor.shot("pdf");
    } else await expect(page.locator("dialog")).toContainText("There is no preview of this kind of file.");
    expect(visitor.wrong).toEqual([]);
    await visitor.context.close();
  }
});

test("links that show files are asked for anew when they have ended", async ({ browser, person }) => {
  const file = await person.file("root", "late.txt", "still here");
  const { url } = await person.share([file]);
  const visitor = await Visitor.come(browser, "about:blank");
  const { page } = visitor;
  await page.clock.install();
  await page.goto(url);
  await expect(visitor.rows).toHaveCount(1);
  await page.clock.fastForward("01:00:00");
  const asked = page.waitForRequest(/share\/files/);
  await visitor.open("late.txt");
  expect((await asked).postDataJSON()).toMatchObject({ fileName: "late.txt", refreshCount: false });
  await expect(page.locator("dialog pre")).toHaveText("still here");
  await visitor.context.close();
});
