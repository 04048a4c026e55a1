// The page `embed/picker`: walk through spaces and folders, and choose.

import type { Entry, Page, Space } from "../api/drive";
import type { PickedFile, View } from "../protocol";
import { accepts } from "./accept";
import { crumb } from "../ui/crumbs";
import { button, make } from "../ui/dom";
import { icon } from "../ui/icons";
import { named, plain } from "../ui/names";
import { folderOf, into, type Place, upTo } from "../ui/place";
import { type Row, Rows } from "../ui/rows";
import { Selection } from "./selection";
import { type Scene, start } from "./start";
import { explain, showFailure, showNote } from "../ui/states";

type PickerView = Extract<View, { kind: "picker" }>;

class Picker {
  readonly #scene: Scene<PickerView>;
  readonly #selection: Selection;
  readonly #rows: Rows;
  readonly #crumbs = make("ol");
  readonly #note = make("div", { class: "note" });
  readonly #status = make("p", { role: "status", class: "status" });
  readonly #choose: HTMLButtonElement;
  readonly #more: HTMLButtonElement;
  /** The options by the id of their file, for showing what is selected. */
  readonly #options = new Map<string, HTMLElement>();
  /** Raised at every step, so that an answer that comes late is not shown elsewhere. */
  #visit = 0;
  #next: (() => void) | undefined;

  constructor(scene: Scene<PickerView>) {
    this.#scene = scene;
    const { texts, view, host } = scene;
    this.#selection = new Selection(view.multiple, () => {
      this.#showSelection();
    });
    this.#rows = new Rows(texts.say("picker.files"), view.multiple);
    this.#choose = button(texts.say("picker.choose"), () => {
      this.#pick();
    }, { class: "primary" });
    this.#more = button(texts.say("picker.more"), () => this.#next?.(), { class: "more" });
    const cancel = button(texts.say("picker.cancel"), () => {
      host.say({ kind: "closed" });
    });
    const title = texts.say(view.multiple ? "picker.title.many" : "picker.title.one");
    document.title = title;
    const scroller = make("div", { class: "scroller" }, this.#rows.element, this.#note, this.#more);
    document.body.append(
      make("header", {}, make("h1", {}, title), make("nav", { "aria-label": texts.say("picker.location") }, this.#crumbs)),
      make("main", {}, scroller),
      make("footer", {}, this.#status, cancel, this.#choose),
    );
    this.#loadMoreInView(scroller);
    this.#goUpOnBackspace();
    this.#showSelection();
    this.#showSpaces(false);
  }

  #showSpaces(focus = true): void {
    const { drive, texts } = this.#scene;
    this.#enter([{ name: texts.say("picker.spaces"), act: undefined }]);
    this.#load(async () => {
      const spaces = await drive.spaces();
      return () => {
        this.#rows.add(spaces.map((space) => this.#spaceRow(space)));
        if (spaces.length === 0) showNote(this.#note, texts.say("picker.no_spaces"));
        if (focus || document.activeElement === document.body) this.#rows.focusFirst();
      };
    });
  }

  #showFolder(place: Place): void {
    const { texts } = this.#scene;
    const names = [this.#spaceName(place.space), ...place.way.map((step) => step.name)];
    this.#enter([
      { name: texts.say("picker.spaces"), act: () => { this.#showSpaces(); } },
      ...names.map((name, depth) => ({
        name,
        act: depth === names.length - 1 ? undefined : () => { this.#showFolder(upTo(place, depth)); },
      })),
    ]);
    this.#loadPage(place, undefined);
  }

  #loadPage(place: Place, cursor: string | undefined): void {
    this.#load(async () => {
      const page = await this.#scene.drive.list(place.space, folderOf(place), cursor);
      return () => {
        this.#showPage(place, page, cursor === undefined);
      };
    });
  }

  #showPage(place: Place, page: Page, first: boolean): void {
    this.#rows.add(page.entries.map((entry) => this.#entryRow(place, entry)));
    const { next } = page;
    this.#next = next === undefined ? undefined : () => { this.#loadPage(place, next); };
    this.#more.hidden = next === undefined;
    if (this.#rows.length === 0) showNote(this.#note, this.#scene.texts.say("picker.empty"));
    if (first) this.#rows.focusFirst();
  }

  /** Leaves what was shown. */
  #enter(crumbs: readonly { name: string; act: (() => void) | undefined }[]): void {
    this.#visit += 1;
    this.#next = undefined;
    this.#more.hidden = true;
    this.#rows.clear();
    this.#options.clear();
    this.#crumbs.replaceChildren(
      ...crumbs.map(({ name, act }) =>
        crumb(name, act),
      ),
    );
  }

  /** Shows what `work` brings, unless somebody has gone on meanwhile. */
  #load(work: () => Promise<() => void>): void {
    const { texts } = this.#scene;
    const visit = this.#visit;
    this.#next = undefined;
    this.#more.hidden = true;
    showNote(this.#note, texts.say("state.loading"));
    this.#rows.element.setAttribute("aria-busy", "true");
    work().then(
      (show) => {
        if (visit !== this.#visit) return;
        this.#rows.element.removeAttribute("aria-busy");
        this.#note.replaceChildren();
        show();
      },
      (error: unknown) => {
        if (visit !== this.#visit) return;
        this.#rows.element.removeAttribute("aria-busy");
        const act = (): void => { this.#load(work); };
        showFailure(this.#note, explain(error, texts), { label: texts.say("state.retry"), act });
      },
    );
  }

  #spaceRow(space: Space): Row {
    const activate = (): void => { this.#showFolder({ space, way: [] }); };
    const kind = space.kind === "personal" ? "" : this.#scene.texts.say(`space.${space.kind}`);
    const element = make("li", { class: "row" }, icon(space.kind), name(this.#spaceName(space)), facts(kind));
    return { element, activate, toggle: undefined };
  }

  #entryRow(place: Place, entry: Entry): Row {
    const { texts, view } = this.#scene;
    if (entry.kind === "folder") {
      const activate = (): void => { this.#showFolder(into(place, entry)); };
      const element = make("li", { class: "row" }, icon("folder"), name(entry.name), facts(texts.time(entry.edited)));
      element.setAttribute("aria-label", `${texts.say("picker.folder")} ${plain(entry.name)}`);
      return { element, activate, toggle: undefined };
    }
    const element = make(
      "li",
      { class: "row", "aria-selected": "false" },
      entry.thumbnail === undefined ? icon(entry.kind) : thumbnail(entry, entry.thumbnail),
      name(entry.name),
      facts(texts.size(entry.size), texts.time(entry.edited)),
    );
    if (!accepts(view.types, entry)) {
      element.setAttribute("aria-disabled", "true");
      element.title = texts.say("picker.unsuitable");
      // The reason is told over the name, too.
      element.querySelector("bdi")?.removeAttribute("title");
      return { element, activate: () => undefined, toggle: undefined };
    }
    const file: PickedFile = {
      containerId: place.space.container,
      fileId: entry.id,
      name: entry.name,
      size: entry.size,
      mimeType: entry.mimeType,
    };
    element.setAttribute("aria-selected", String(this.#selection.has(entry.id)));
    this.#options.set(entry.id, element);
    const toggle = (): void => { this.#selection.toggle(file); };
    const activate = (): void => {
      this.#selection.add(file);
      if (!view.multiple) this.#pick();
    };
    return { element, activate, toggle };
  }

  #spaceName(space: Space): string {
    return space.kind === "personal" ? this.#scene.texts.say("space.personal") : space.name;
  }

  #showSelection(): void {
    const { files } = this.#selection;
    for (const [id, option] of this.#options) {
      option.setAttribute("aria-selected", String(this.#selection.has(id)));
    }
    this.#choose.disabled = files.length === 0;
    const only = files.length === 1 && files[0] !== undefined ? plain(files[0].name) : undefined;
    const { texts } = this.#scene;
    this.#status.textContent = files.length === 0 ? "" : (only ?? texts.say("picker.selected", { count: files.length }));
  }

  #pick(): void {
    const { files } = this.#selection;
    if (files.length > 0) this.#scene.host.say({ kind: "picked", files });
  }

  #loadMoreInView(scroller: HTMLElement): void {
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) this.#next?.();
      },
      { root: scroller, rootMargin: "200px" },
    );
    observer.observe(this.#more);
  }

  #goUpOnBackspace(): void {
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Backspace") return;
      const ways = this.#crumbs.querySelectorAll("button");
      ways[ways.length - 1]?.click();
    });
  }
}

function name(text: string): HTMLElement {
  return make("span", { class: "name" }, named(text));
}

function facts(...texts: readonly string[]): HTMLElement {
  const shown = texts.filter((text) => text !== "");
  return make("span", { class: "facts" }, ...shown.map((text) => make("span", {}, text)));
}

/** A small picture; where it cannot be made, the icon. */
function thumbnail(entry: Entry, url: string): HTMLElement {
  const picture = make("img", { class: "icon thumbnail", alt: "", loading: "lazy", src: url });
  picture.addEventListener("error", () => {
    picture.replaceWith(icon(entry.kind));
  });
  return picture;
}

void start("picker", (scene) => new Picker(scene));
