// What is done with files of the share: fetching one, one zip of several, saving them to one's own space.

import type { Browser } from "../api/caller";
import { logOut } from "../api/login";
import { type Chosen, FAILED, isFailure, type Link, MOST, type Order, type SharedFile, type Task, type Visit } from "../api/visit";
import type { Texts } from "../i18n/texts";
import { button, make } from "../ui/dom";
import { plain } from "../ui/names";
import { explain } from "../ui/states";
import { FolderDialog, type Target } from "./folders";
import type { Notice, Notices } from "./notices";

const ANY: Order = { field: "name", descending: false };
const POLL_FIRST = 250;
const POLL_LAST = 2_000;

export interface ActionsHost {
  texts(): Texts;
  link(): Link;
  /** Does it again after the extract code was asked for, where that is needed. */
  guard<T>(work: () => Promise<T>): Promise<T>;
  /** Takes a failure that concerns the whole page; false for others. */
  takeOver(error: unknown): boolean;
  leaveToLogIn(other: boolean): void;
  /** Lists the folder as it is now. */
  listAgain(): void;
}

export class Actions {
  readonly #host: ActionsHost;
  readonly #visit: Visit;
  readonly #browser: Browser;
  readonly #notices: Notices;

  constructor(host: ActionsHost, visit: Visit, browser: Browser, notices: Notices) {
    this.#host = host;
    this.#visit = visit;
    this.#browser = browser;
    this.#notices = notices;
  }

  async fetch(file: SharedFile): Promise<void> {
    const [texts, link] = [this.#host.texts(), this.#host.link()];
    try {
      const url = await this.#host.guard(() => this.#visit.download(link, file));
      save(url);
      this.#notices.say(texts.say("share.started", { name: plain(file.name) }), "done");
    } catch (error) {
      this.#fail(error, () => { void this.fetch(file); });
    }
  }

  /** One zip of these, fetched as soon as it is ready. */
  async zip(files: readonly Chosen[]): Promise<void> {
    const texts = this.#host.texts();
    await this.#run(files, undefined, texts.say("share.zip.preparing"), (task, notice) => {
      if (task.url === undefined) {
        notice.end(texts.say("share.zip.none"), "wrong");
        return;
      }
      const again = make("a", { class: "button", href: task.url, download: "" }, texts.say("share.zip.fetch"));
      notice.end(texts.say(task.failed === "some" ? "share.zip.some" : "share.zip.ready"), "done", again);
      save(task.url);
    });
  }

  /** Copies of these, in a folder of one's own that one is asked for. */
  async keep(files: readonly Chosen[]): Promise<void> {
    const texts = this.#host.texts();
    try {
      const person = await this.#browser.person();
      if (person === undefined) {
        this.#askToLogIn();
        return;
      }
      const target = await FolderDialog.choose(texts, this.#browser, person, () => { void this.#logOut(); });
      if (target !== undefined) await this.#keepAt(files, target);
    } catch (error) {
      this.#fail(error, () => { void this.keep(files); });
    }
  }

  async #logOut(): Promise<void> {
    const texts = this.#host.texts();
    try {
      await logOut(this.#browser);
      this.#notices.say(texts.say("share.logged_out"), "done");
      // A share may be for those alone who are logged in.
      this.#host.listAgain();
    } catch (error) {
      this.#fail(error, () => { void this.#logOut(); });
    }
  }

  async #keepAt(files: readonly Chosen[], target: Target): Promise<void> {
    const texts = this.#host.texts();
    const folder = plain(target.name);
    await this.#run(files, target, texts.say("share.saving"), (task, notice) => {
      if (task.failed === "all") notice.end(texts.say("share.saved.none"), "wrong");
      else notice.end(texts.say(task.failed === "some" ? "share.saved.some" : "share.saved", { folder }), "done");
    });
  }

  async #run(
    files: readonly Chosen[],
    target: Target | undefined,
    text: string,
    show: (task: Task, notice: Notice) => void,
  ): Promise<void> {
    const [texts, link] = [this.#host.texts(), this.#host.link()];
    if (files.length > MOST) {
      this.#notices.say(texts.say("share.many", { count: MOST }), "wrong");
      return;
    }
    const notice = this.#notices.add(text);
    let started: string | undefined;
    try {
      started = await this.#host.guard(() => this.#visit.start(link, files, target));
      await this.#follow(started, notice, show);
    } catch (error) {
      notice.remove();
      const task = started;
      if (task === undefined) this.#fail(error, () => { void this.#run(files, target, text, show); });
      else this.#fail(error, () => { void this.#resume(task, text, show); });
    }
  }

  /** Looks again at what was started before the server could not be reached. */
  async #resume(task: string, text: string, show: (task: Task, notice: Notice) => void): Promise<void> {
    const notice = this.#notices.add(text);
    try {
      await this.#follow(task, notice, show);
    } catch (error) {
      notice.remove();
      this.#fail(error, () => { void this.#resume(task, text, show); });
    }
  }

  async #follow(id: string, notice: Notice, show: (task: Task, notice: Notice) => void): Promise<void> {
    const [texts, link] = [this.#host.texts(), this.#host.link()];
    for (let pause = POLL_FIRST; ; pause = Math.min(pause * 1.5, POLL_LAST)) {
      const task = await this.#host.guard(() => this.#visit.task(link, id));
      if (task.cancelled) notice.end(texts.say("share.called_off"), "wrong");
      else if (task.over) show(task, notice);
      if (task.over) return;
      notice.progress(task.progress);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  #askToLogIn(): void {
    const texts = this.#host.texts();
    const cancel = button(texts.say("share.cancel"), () => { dialog.close(); });
    const act = button(texts.say("share.login.act"), () => {
      dialog.close();
      this.#host.leaveToLogIn(false);
    }, { class: "primary", autofocus: "" });
    const dialog = make(
      "dialog",
      { class: "small", "aria-labelledby": "login-title" },
      make("h2", { id: "login-title" }, texts.say("share.login.title")),
      make("p", {}, texts.say("share.choose.login")),
      make("div", { class: "acts" }, cancel, act),
    );
    dialog.addEventListener("close", () => { dialog.remove(); });
    document.body.append(dialog);
    dialog.showModal();
  }

  #fail(error: unknown, again: () => void): void {
    if (isFailure(error, FAILED.login)) {
      this.#askToLogIn();
      return;
    }
    const texts = this.#host.texts();
    if (isFailure(error, FAILED.forbidden)) {
      void this.#tellForbidden();
      return;
    }
    if (this.#host.takeOver(error)) return;
    const retry = button(texts.say("state.retry"), () => {
      retry.closest(".notice")?.remove();
      again();
    });
    this.#notices.say(tell(error, texts), "wrong", retry);
  }

  /** Either the owner has thought again, or one is nobody who may save: what the share says now tells which. */
  async #tellForbidden(): Promise<void> {
    const texts = this.#host.texts();
    try {
      const { link } = await this.#host.guard(() => this.#visit.files({ folder: undefined, order: ANY }));
      if (link.download) {
        const act = button(texts.say("share.forbidden.act"), () => { this.#host.leaveToLogIn(true); });
        this.#notices.say(texts.say("share.save.others"), "wrong", act);
        return;
      }
      this.#notices.say(texts.say("share.not_permitted"), "wrong");
      this.#host.listAgain();
    } catch (error) {
      if (!this.#host.takeOver(error)) this.#notices.say(tell(error, texts), "wrong");
    }
  }
}

export function tell(error: unknown, texts: Texts): string {
  if (!isFailure(error, FAILED.tooMany)) return explain(error, texts);
  return texts.say("share.busy", { time: texts.duration(Math.max(error.wait, 1)) });
}

/** Lets the browser save what is behind a link. */
function save(url: string): void {
  const link = make("a", { href: url, download: "", rel: "noreferrer" });
  document.body.append(link);
  link.click();
  link.remove();
}
