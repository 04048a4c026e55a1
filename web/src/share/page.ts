// The page of a share: who shares, what there is, and every state in which there is nothing to show.

import { Browser } from "../api/caller";
import { ApiError } from "../api/errors";
import { keep, kept, keptJson } from "../api/keep";
import { leaveToLogIn } from "../api/login";
import { type Chosen, FAILED, isFailure, type Link, type Order, type SharedFile, Visit } from "../api/visit";
import { chooseLanguage, Texts } from "../i18n/texts";
import type { Language } from "../protocol";
import { crumb } from "../ui/crumbs";
import { button, make } from "../ui/dom";
import { plain } from "../ui/names";
import { showFailure } from "../ui/states";
import { Actions, tell } from "./actions";
import { type CodeForm, codeForm } from "./code";
import { keepLanguage, keptLanguage } from "./language";
import { type Choice, Listing } from "./listing";
import { message, Notices, waiting } from "./notices";
import { said } from "./said";
import { Viewer } from "./viewer";
import { folderOf, type Place, readPlace, readWay, type Step, type Trail } from "./way";

const LANGUAGES: readonly (readonly [Language, string])[] = [["zh-CN", "中文"], ["en", "English"]];

export class SharePage {
  readonly #short: string;
  readonly #browser: Browser;
  readonly #visit: Visit;
  readonly #notices: Notices;
  readonly #actions: Actions;
  readonly #who = make("div", { class: "who" });
  readonly #languages = make("div", { class: "languages", role: "group" });
  readonly #main = make("main");
  readonly #status = make("span", { class: "status", role: "status" });
  readonly #keepButton = button("", () => { void this.#actions.keep(this.#meant()); });
  readonly #fetchButton = button("", () => { this.#fetchThem(); }, { class: "primary" });
  readonly #foot = make("footer", { hidden: "" }, this.#status, this.#keepButton, this.#fetchButton);
  readonly #crumbs = make("ol");
  #texts: Texts;
  #link: Link | undefined;
  #listing: Listing | undefined;
  #viewer: Viewer | undefined;
  #order: Order = { field: "name", descending: false };
  #way: readonly Step[] = [];
  /** Calls that wait for the extract code wait for one form. */
  #asking: Promise<void> | undefined;
  #counted = false;
  #prefilled: string;
  /** The file that was looked at before the page was loaded again. */
  #lookedAt: string | undefined;
  /** The code has just been given on the page itself. */
  #admitted = false;

  /** `code` may stand behind the link. */
  constructor(short: string, code: string) {
    this.#short = short;
    this.#texts = new Texts(chooseLanguage(keptLanguage()));
    this.#browser = new Browser(() => this.#texts.language);
    const key = `coffer.proof.${short}`;
    this.#visit = new Visit(this.#browser, short, { read: () => kept(key), write: (proof) => { keep(key, proof); } });
    this.#notices = new Notices(this.#texts);
    this.#actions = new Actions({
      texts: () => this.#texts,
      link: () => this.#known,
      guard: (work) => this.#guard(work),
      takeOver: (error) => this.#takeOver(error),
      leaveToLogIn: (other) => { this.#leaveToLogIn(other); },
      listAgain: () => { this.#listAgain(); },
    }, this.#visit, this.#browser, this.#notices);
    this.#prefilled = new URLSearchParams(location.hash.slice(1)).get("code") ?? code;
    // What is in the address is seen by others, and told on.
    if (location.hash !== "") history.replaceState(history.state, "", location.pathname);
  }

  start(): void {
    document.body.replaceChildren(
      make("header", {}, this.#who, this.#languages), this.#main, this.#foot, this.#notices.element,
    );
    // The second click of a double click is none.
    this.#foot.addEventListener("click", (event) => {
      if (event.detail > 1) event.stopPropagation();
    }, { capture: true });
    window.addEventListener("popstate", () => { this.#restore(); });
    const remembered = `coffer.way.${this.#short}`;
    const place = readPlace(keptJson(remembered));
    keep(remembered, undefined);
    if (place === undefined) {
      const { way, look } = readWay(history.state);
      this.#lookedAt = look;
      this.#way = way;
      if (look === undefined) history.replaceState({ way } satisfies Trail, "");
    } else this.#comeBack(place.way);
    this.#draw(place?.choice);
  }

  /** To where one was before the login, with the folders above on the way back. */
  #comeBack(way: readonly Step[]): void {
    history.replaceState({ way: [] } satisfies Trail, "");
    way.forEach((_, depth) => { history.pushState({ way: way.slice(0, depth + 1) } satisfies Trail, ""); });
    this.#way = way;
  }

  get #known(): Link {
    if (this.#link === undefined) throw new ApiError("answer", "nothing is known of the share yet");
    return this.#link;
  }

  /** Everything, in the language of the moment. */
  #draw(choice: Choice | undefined): void {
    // A form in another language has no answer any more.
    this.#asking = undefined;
    document.documentElement.lang = this.#texts.language;
    document.title = this.#texts.say("share.title");
    this.#notices.speak(this.#texts);
    this.#drawLanguages();
    if (this.#link !== undefined) this.#drawLink(this.#link);
    this.#list(undefined, choice);
  }

  #drawLanguages(): void {
    this.#languages.setAttribute("aria-label", this.#texts.say("share.language"));
    this.#languages.replaceChildren(...LANGUAGES.map(([language, name]) => {
      const pressed = String(language === this.#texts.language);
      return button(name, () => {
        keepLanguage(language);
        this.#texts = new Texts(language);
        this.#viewer?.close();
        this.#draw(this.#listing?.choice);
        this.#languages.querySelector<HTMLElement>("[aria-pressed=true]")?.focus();
      }, { class: "plain", lang: language, "aria-pressed": pressed });
    }));
  }

  #drawLink(link: Link): void {
    const texts = this.#texts;
    const title = texts.say("share.from", { name: plain(link.owner) });
    document.title = title;
    const until = texts.say("share.until", { time: texts.time(link.expires) });
    this.#who.replaceChildren(
      make("h1", {}, title),
      ...(link.comment === "" ? [] : [said(link.comment, texts)]),
      make("p", { class: "until" }, until),
    );
  }

  /** Lists the folder that one is in. */
  #list(focus: string | undefined, choice?: Choice): void {
    this.#viewer?.remove();
    this.#viewer = undefined;
    const listing = new Listing({
      load: async (ask) => {
        const counted = ask.counted === true;
        const page = await this.#guard(() => this.#visit.files(ask));
        if (counted) this.#counted = true;
        this.#learn(page.link);
        return page;
      },
      enter: (folder) => { this.#enter([...this.#way, { id: folder.id, name: folder.name }], "first"); },
      look: (file) => {
        history.pushState({ way: this.#way, look: file.id } satisfies Trail, "");
        this.#look(file);
      },
      fetch: (file) => { void this.#actions.fetch(file); },
      chosen: () => { this.#drawFoot(); },
      shown: () => { this.#lookAgain(); },
      wantsFocus: () => {
        const admitted = this.#admitted;
        this.#admitted = false;
        return admitted;
      },
      fail: (error, place, again) => {
        if (this.#takeOver(error)) return;
        if (isFailure(error, FAILED.gone) && this.#way.length > 0) {
          // The folder is gone since: what it was in may be there.
          this.#replaceWay(this.#way.slice(0, -1));
          return;
        }
        showFailure(place, tell(error, this.#texts), { label: this.#texts.say("state.retry"), act: again });
      },
    }, this.#texts, this.#listing?.order ?? this.#order);
    this.#listing = listing;
    this.#drawCrumbs();
    const nav = make("nav", { "aria-label": this.#texts.say("picker.location") }, this.#crumbs);
    this.#main.replaceChildren(nav, listing.element);
    // Where the way is longer than the line, its end is what one sees.
    this.#crumbs.scrollLeft = this.#crumbs.scrollWidth;
    // The owner's words stand at the top of the share.
    this.#who.classList.toggle("inside", this.#way.length > 0);
    listing.show(folderOf(this.#way), !this.#counted, focus, choice);
  }

  #listAgain(): void {
    this.#list(undefined, this.#listing?.choice);
  }

  #learn(link: Link): void {
    const known = this.#link;
    this.#link = link;
    if (known === undefined || JSON.stringify(known) !== JSON.stringify(link)) this.#drawLink(link);
    if (link.empty) throw new ApiError("empty");
  }

  #drawCrumbs(): void {
    const names = [this.#texts.say("share.top"), ...this.#way.map(({ name }) => name)];
    this.#crumbs.replaceChildren(...names.map((name, depth) => {
      const here = depth === names.length - 1;
      const act = (): void => { this.#enter(this.#way.slice(0, depth), this.#way[depth]?.id); };
      return crumb(name, here ? undefined : act);
    }));
  }

  /** What can be done with what is chosen, or with everything that is listed. */
  #drawFoot(): void {
    const listing = this.#listing;
    if (listing === undefined || this.#link?.download !== true || listing.files.length === 0) {
      this.#foot.hidden = true;
      return;
    }
    const count = listing.chosen.length;
    const say = this.#texts.say.bind(this.#texts);
    if (listing.unsettled) this.#status.textContent = say("state.loading");
    else if (listing.whole) this.#status.textContent = say("share.all.chosen");
    else this.#status.textContent = count > 0 ? say("picker.selected", { count }) : "";
    this.#keepButton.disabled = listing.unsettled;
    this.#fetchButton.disabled = listing.unsettled;
    this.#keepButton.textContent = say(count > 0 ? "share.save" : "share.save.all");
    const one = count > 0 || listing.only !== undefined;
    this.#fetchButton.textContent = say(one ? "share.download" : "share.download.all");
    this.#foot.hidden = false;
  }

  /** One file comes as it is, anything else as a zip. */
  #fetchThem(): void {
    const only = this.#listing?.only;
    if (only !== undefined) void this.#actions.fetch(only);
    else void this.#actions.zip(this.#meant());
  }

  /** What is chosen, else everything: the folder that one is in, or all that is shared, which is one page. */
  #meant(): readonly Chosen[] {
    const { chosen = [], files = [], whole = false } = this.#listing ?? {};
    const folder = folderOf(this.#way);
    if (chosen.length > 0 && !(whole && folder !== undefined)) return chosen;
    return folder === undefined ? files : [{ id: folder, container: files[0]?.container ?? "" }];
  }

  #enter(way: readonly Step[], focus: string | undefined): void {
    history.pushState({ way } satisfies Trail, "");
    this.#way = way;
    this.#list(focus);
  }

  #replaceWay(way: readonly Step[]): void {
    history.replaceState({ way } satisfies Trail, "");
    this.#way = way;
    this.#list(undefined);
  }

  /** Back and forward: to another folder, or out of a file. */
  #restore(): void {
    const { way, look } = readWay(history.state);
    const file = this.#listing?.files.find(({ id }) => id === look);
    const left = this.#way[way.length]?.id;
    if (JSON.stringify(way) !== JSON.stringify(this.#way)) {
      this.#way = way;
      this.#list(left);
    } else if (file !== undefined) this.#look(file);
    else this.#viewer?.close();
  }

  /** Opens what was open before the page was loaded again. */
  #lookAgain(): void {
    const looked = this.#lookedAt;
    if (looked === undefined) return;
    this.#lookedAt = undefined;
    const file = this.#listing?.files.find(({ id, shown }) => id === looked && shown !== undefined);
    if (file === undefined) history.back();
    else this.#look(file);
  }

  #look(file: SharedFile): void {
    const listing = this.#listing;
    if (listing === undefined) return;
    this.#viewer ??= this.#makeViewer(listing);
    this.#viewer.open(listing.files.filter(({ shown }) => shown !== undefined), file);
  }

  #makeViewer(listing: Listing): Viewer {
    const viewer = new Viewer({
      shownAt: (file) => listing.shownAt(file),
      notices: this.#notices.element,
      fetch: (file) => { void this.#actions.fetch(file); },
      moved: (file) => { history.replaceState({ way: this.#way, look: file.id } satisfies Trail, ""); },
      closed: (file) => {
        if (readWay(history.state).look !== undefined) history.back();
        listing.focus(file.id);
      },
    }, this.#texts, this.#known.download);
    document.body.append(viewer.element);
    return viewer;
  }

  /** Does it, and once more after the extract code was given where that is what is missing. */
  async #guard<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!isFailure(error, FAILED.code)) throw error;
        const again = this.#visit.proved || this.#link !== undefined;
        this.#visit.forget();
        await (this.#asking ??= this.#askCode(again));
      }
    }
  }

  /** On the page when there is nothing else, else over it. Fails when it is not given. */
  #askCode(again: boolean): Promise<void> {
    const texts = this.#texts;
    return new Promise<void>((resolve, reject) => {
      const over = this.#link === undefined ? undefined : make("dialog", { class: "small" });
      const form: CodeForm = codeForm(texts, texts.say(again ? "share.code.again" : "share.code.text"), this.#prefilled, async (code) => {
        await this.#visit.prove(code);
        this.#prefilled = "";
        this.#admitted = over === undefined;
        resolve();
        over?.close();
      });
      if (over === undefined) {
        this.#foot.hidden = true;
        this.#main.querySelector(".note")?.replaceChildren(form.element);
      } else {
        const cancel = button(texts.say("share.cancel"), () => { over.close(); });
        form.element.append(make("div", { class: "acts" }, cancel));
        over.append(form.element);
        over.addEventListener("close", () => {
          over.remove();
          reject(new ApiError("code", texts.say("share.code.needed")));
        });
        document.body.append(over);
        over.showModal();
      }
      form.focus();
    }).finally(() => { this.#asking = undefined; });
  }

  /** Failures after which there is nothing to show at all. */
  #takeOver(error: unknown): boolean {
    if (!(error instanceof ApiError)) return false;
    const state = this.#stateFor(error.code);
    if (state === undefined) return false;
    this.#viewer?.close();
    this.#foot.hidden = true;
    this.#who.replaceChildren();
    document.title = this.#texts.say("share.title");
    this.#main.replaceChildren(state);
    state.querySelector("button")?.focus();
    return true;
  }

  #stateFor(code: string): HTMLElement | undefined {
    const say = this.#texts.say.bind(this.#texts);
    const logIn = (label: string, other: boolean): HTMLElement =>
      button(label, () => { this.#leaveToLogIn(other); }, { class: "primary" });
    switch (code) {
      case FAILED.ended:
        return message(say("share.ended.title"), say("share.ended.text"));
      case FAILED.unknown:
        return message(say("share.unknown.title"), say("share.unknown.text"));
      case "empty":
        return message(say("share.empty.title"), say("share.empty.text"));
      case FAILED.forbidden:
        return message(say("share.forbidden.title"), say("share.forbidden.text"), logIn(say("share.forbidden.act"), true));
      case FAILED.login:
        return message(say("share.login.title"), say("share.login.text"), logIn(say("share.login.act"), false));
      default:
        return undefined;
    }
  }

  #leaveToLogIn(other: boolean): void {
    const choice = this.#listing?.choice ?? { ids: [], all: false, but: [] };
    keep(`coffer.way.${this.#short}`, JSON.stringify({ way: this.#way, choice } satisfies Place));
    this.#main.append(waiting(this.#texts));
    leaveToLogIn(this.#browser, this.#short, this.#texts.language, other).catch((error: unknown) => {
      const act = (): void => { this.#leaveToLogIn(other); };
      showFailure(this.#main, tell(error, this.#texts), { label: this.#texts.say("state.retry"), act });
    });
  }
}
