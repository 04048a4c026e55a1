// The files of a folder of the share, page by page, and what is chosen among them.

import { type Ask, type Link, MOST, type Order, type SharedFile, type SharedPage, type SortField } from "../api/visit";
import type { Texts } from "../i18n/texts";
import { button, make } from "../ui/dom";
import { icon } from "../ui/icons";
import { named, namedFile, plain } from "../ui/names";
import { showNote } from "../ui/states";
import { waiting } from "./notices";

/** What the page does for its list. */
export interface ListingHost {
  load(ask: Ask): Promise<SharedPage>;
  enter(folder: SharedFile): void;
  look(file: SharedFile): void;
  fetch(file: SharedFile): void;
  chosen(): void;
  /** A page of the list is there. */
  shown(): void;
  /** Whether the list shall have the focus as soon as it is there. */
  wantsFocus(): boolean;
  /** Tells a failure at `place`, with a way to try again. */
  fail(error: unknown, place: HTMLElement, again: () => void): void;
}

/** What was chosen, to choose it again in another list of the same folder. */
export interface Choice {
  readonly ids: readonly string[];
  /** Everything: also what was not listed yet. */
  readonly all: boolean;
  /** What was taken out of everything. */
  readonly but: readonly string[];
}

const NOTHING: Choice = { ids: [], all: false, but: [] };
const ORDERS: readonly (readonly [SortField, boolean])[] = [
  ["name", false], ["name", true], ["edited", true], ["edited", false], ["size", true], ["size", false],
];
/** Links that show files end after an hour. */
const LINKS_LIVE = 50 * 60 * 1_000;

export class Listing {
  readonly element = make("section", { class: "listing" });
  readonly #host: ListingHost;
  readonly #texts: Texts;
  readonly #rows = make("ul", { class: "files" });
  readonly #note = make("div", { class: "note" });
  readonly #more: HTMLButtonElement;
  readonly #all = make("input", { type: "checkbox" });
  readonly #bar: HTMLElement;
  readonly #boxes = new Map<string, HTMLInputElement>();
  readonly #chosen = new Map<string, SharedFile>();
  /** Ids that were chosen before, and are not listed yet. */
  readonly #wanted = new Set<string>();
  /** Everything is chosen, also what comes later. */
  #following = false;
  /** Ids that were taken out since. */
  readonly #but = new Set<string>();
  #files: SharedFile[] = [];
  #link: Link | undefined;
  #order: Order;
  #folder: string | undefined;
  /** Where the next page begins; nothing when there is none. */
  #cursor: string | undefined;
  #loadedAt = 0;
  /** Raised at every step, so that an answer that comes late is not shown elsewhere. */
  #visit = 0;
  #next: (() => void) | undefined;

  constructor(host: ListingHost, texts: Texts, order: Order) {
    this.#host = host;
    this.#texts = texts;
    this.#order = order;
    this.#rows.setAttribute("aria-label", texts.say("picker.files"));
    this.#more = button(texts.say("picker.more"), () => this.#next?.(), { class: "more", hidden: "" });
    this.#all.addEventListener("change", () => {
      this.#chooseAll(this.#all.checked);
      // What is not listed yet is meant as well.
      if (this.#gathering) this.#next?.();
    });
    const all = make("label", { class: "all" }, this.#all, texts.say("share.all"));
    this.#bar = make("div", { class: "bar", hidden: "" }, all, this.#orders());
    this.element.append(this.#bar, this.#rows, this.#note, this.#more);
    this.#rows.addEventListener("keydown", (event) => {
      this.#walk(event);
    });
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) this.#next?.();
    }, { rootMargin: "300px" });
    observer.observe(this.#more);
  }

  get order(): Order {
    return this.#order;
  }

  get files(): readonly SharedFile[] {
    return this.#files;
  }

  get chosen(): readonly SharedFile[] {
    return [...this.#chosen.values()];
  }

  /** The one file that is meant: because it is chosen, or because there is nothing else. */
  get only(): SharedFile | undefined {
    const meant = this.#chosen.size > 0 || this.#cursor !== undefined ? this.chosen : this.#files;
    return meant.length === 1 && meant[0]?.kind !== "folder" ? meant[0] : undefined;
  }

  get choice(): Choice {
    return { ids: [...this.#chosen.keys(), ...this.#wanted], all: this.#following, but: [...this.#but] };
  }

  /** Everything is chosen, and that is more than can be listed: the folder itself is meant. */
  get whole(): boolean {
    return this.#following && this.#but.size === 0 && this.#cursor !== undefined && this.#files.length >= MOST;
  }

  /** Whether it is not known yet what is chosen. */
  get unsettled(): boolean {
    return this.#gathering;
  }

  /** Shows a folder. `focus` is what gets the focus then: `first`, an id, or nothing. */
  show(folder: string | undefined, counted: boolean, focus: string | undefined, choice = NOTHING): void {
    this.#folder = folder;
    this.#visit += 1;
    this.#files = [];
    this.#boxes.clear();
    this.#rows.replaceChildren();
    this.#bar.hidden = true;
    this.#chosen.clear();
    this.#wanted.clear();
    for (const id of choice.ids) this.#wanted.add(id);
    this.#following = choice.all;
    this.#but.clear();
    for (const id of choice.but) this.#but.add(id);
    this.#cursor = undefined;
    this.#showChosen();
    this.#load(undefined, counted, focus);
  }

  /** Where a file can be looked at now. */
  async shownAt(file: SharedFile): Promise<string | undefined> {
    if (Date.now() - this.#loadedAt < LINKS_LIVE) return file.shown;
    const page = await this.#host.load({ folder: this.#folder, order: this.#order, name: file.name });
    return page.files.find(({ id }) => id === file.id)?.shown;
  }

  focus(id: string): void {
    this.#rows.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"] .open`)?.focus();
  }

  /** Whether pages have to come before it is known what is chosen. */
  get #gathering(): boolean {
    return this.#cursor !== undefined && this.#files.length < MOST && (this.#following || this.#wanted.size > 0);
  }

  #load(cursor: string | undefined, counted: boolean, focus: string | undefined): void {
    const visit = this.#visit;
    this.#next = undefined;
    this.#more.hidden = true;
    this.#note.replaceChildren(waiting(this.#texts));
    this.#rows.setAttribute("aria-busy", "true");
    const over = (): boolean => {
      if (visit !== this.#visit) return true;
      this.#rows.removeAttribute("aria-busy");
      this.#note.replaceChildren();
      return false;
    };
    this.#host.load({ folder: this.#folder, order: this.#order, cursor, counted }).then(
      (page) => {
        if (!over()) this.#show(page, cursor === undefined, focus);
      },
      (error: unknown) => {
        if (over()) return;
        this.#host.fail(error, this.#note, () => { this.#load(cursor, counted, focus); });
      },
    );
  }

  #show(page: SharedPage, first: boolean, focus: string | undefined): void {
    if (first) this.#loadedAt = Date.now();
    this.#link = page.link;
    this.#files.push(...page.files);
    this.#rows.append(...page.files.map((file) => this.#row(file, page.link)));
    const { next } = page;
    this.#cursor = next;
    this.#next = next === undefined ? undefined : () => { this.#load(next, false, undefined); };
    this.#more.hidden = next === undefined;
    this.#bar.hidden = this.#files.length === 0;
    if (this.#files.length === 0) showNote(this.#note, this.#texts.say("picker.empty"));
    for (const file of page.files) {
      const wanted = this.#wanted.delete(file.id);
      if (wanted || (this.#following && !this.#but.has(file.id))) this.#choose(file, true);
    }
    if (next === undefined) this.#wanted.clear();
    this.#showChosen();
    const target = focus ?? (this.#host.wantsFocus() ? "first" : undefined);
    if (first && target !== undefined) this.focus(target === "first" ? (this.#files[0]?.id ?? "") : target);
    this.#host.shown();
    if (this.#gathering) this.#next?.();
  }

  #row(file: SharedFile, link: Link): HTMLElement {
    const texts = this.#texts;
    const folder = file.kind === "folder";
    const name = plain(file.name);
    const picture = file.thumbnail === undefined ? icon(file.kind) : thumbnail(file, file.thumbnail);
    const open = folder || file.shown !== undefined
      ? button("", () => {
        if (folder) this.#host.enter(file);
        else this.#host.look(file);
      }, { class: "open", "aria-label": folder ? `${texts.say("picker.folder")} ${name}` : undefined })
      : make("span", { class: "open", tabindex: "-1" });
    open.append(folder ? named(file.name) : namedFile(file.name));
    const facts = make(
      "span",
      { class: "facts" },
      ...(folder ? [] : [make("span", { class: "size" }, texts.size(file.size))]),
      make("time", { datetime: file.edited }, texts.time(file.edited)),
    );
    const row = make("li", { class: "file", "data-id": file.id }, picture, open, facts);
    if (!link.download) return row;
    const box = make("input", { type: "checkbox", "aria-label": texts.say("share.select", { name }) });
    box.checked = this.#chosen.has(file.id);
    box.addEventListener("change", () => {
      // Who takes one out of more than can be listed has what is listed.
      if (!box.checked && this.whole) this.#following = false;
      if (box.checked) this.#but.delete(file.id);
      else if (this.#following) this.#but.add(file.id);
      this.#choose(file, box.checked);
      this.#showChosen();
    });
    this.#boxes.set(file.id, box);
    row.prepend(box);
    if (folder) row.append(make("span", { class: "gap" }));
    else {
      const label = texts.say("share.download.one", { name });
      const act = button("", () => { this.#host.fetch(file); }, { class: "plain", "aria-label": label, title: label });
      act.append(icon("download"));
      row.append(act);
    }
    return row;
  }

  #choose(file: SharedFile, chosen: boolean): void {
    if (chosen) this.#chosen.set(file.id, file);
    else this.#chosen.delete(file.id);
  }

  #chooseAll(chosen: boolean): void {
    this.#following = chosen;
    this.#wanted.clear();
    this.#but.clear();
    for (const file of this.#files) this.#choose(file, chosen);
    this.#showChosen();
  }

  #showChosen(): void {
    for (const [id, box] of this.#boxes) box.checked = this.#chosen.has(id);
    const some = this.#chosen.size > 0;
    const complete = this.#cursor === undefined || this.#following;
    this.#all.checked = some && complete && this.#chosen.size === this.#files.length;
    this.#all.indeterminate = some && !this.#all.checked;
    this.#all.closest("label")?.toggleAttribute("hidden", this.#link?.download !== true);
    this.#host.chosen();
  }

  #orders(): HTMLElement {
    const { field, descending } = this.#order;
    const select = make("select", { "aria-label": this.#texts.say("share.sort") });
    for (const [option, down] of ORDERS) {
      const label = this.#texts.say(`share.sort.${option}.${down ? "down" : "up"}`);
      const made = make("option", {}, label);
      made.selected = option === field && down === descending;
      select.append(made);
    }
    select.addEventListener("change", () => {
      const order = ORDERS[select.selectedIndex];
      if (order === undefined) return;
      this.#order = { field: order[0], descending: order[1] };
      this.show(this.#folder, false, undefined, this.choice);
    });
    return select;
  }

  /** The arrows go from name to name. */
  #walk(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const names = [...this.#rows.querySelectorAll<HTMLElement>(".open")];
    const row = event.target instanceof Element ? event.target.closest(".file") : null;
    const at = names.findIndex((name) => name.closest(".file") === row);
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: names.length - 1,
    };
    const target = targets[event.key];
    if (at === -1 || target === undefined) return;
    names[target]?.focus();
    event.preventDefault();
  }
}

/** A small picture; where it cannot be made, the icon. */
function thumbnail(file: SharedFile, url: string): HTMLElement {
  const picture = make("img", { class: "icon thumbnail", alt: "", loading: "lazy", src: url });
  picture.addEventListener("error", () => {
    picture.replaceWith(icon(file.kind));
  });
  return picture;
}
