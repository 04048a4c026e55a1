// Where things of a share are saved: a folder of one's own spaces.

import { Drive, type Space } from "../api/drive";
import type { Caller, Person } from "../api/caller";
import type { Place } from "../api/visit";
import type { Texts } from "../i18n/texts";
import { crumb } from "../ui/crumbs";
import { button, make } from "../ui/dom";
import { icon } from "../ui/icons";
import { named } from "../ui/names";
import { type Row, Rows } from "../ui/rows";
import { explain, showFailure, showNote } from "../ui/states";
import { folderOf, into, type Place as Where, upTo } from "../ui/place";
import { waiting } from "./notices";

/** A folder that was chosen. */
export interface Target extends Place {
  readonly name: string;
}

export class FolderDialog {
  readonly #texts: Texts;
  readonly #drive: Drive;
  readonly #element: HTMLDialogElement;
  readonly #rows: Rows;
  readonly #crumbs = make("ol");
  readonly #note = make("div", { class: "note" });
  readonly #more: HTMLButtonElement;
  readonly #here: HTMLButtonElement;
  #where: Where | undefined;
  #chosen: Target | undefined;
  #visit = 0;
  #next: (() => void) | undefined;

  private constructor(texts: Texts, caller: Caller, person: Person, logOut: () => void) {
    this.#texts = texts;
    this.#drive = new Drive(caller, person);
    this.#rows = new Rows(texts.say("picker.files"), false);
    this.#more = button(texts.say("picker.more"), () => this.#next?.(), { class: "more", hidden: "" });
    this.#here = button(texts.say("share.choose.here"), () => { this.#choose(); }, { class: "primary" });
    const cancel = button(texts.say("share.cancel"), () => { this.#element.close(); });
    const leave = button(texts.say("share.log_out"), () => {
      this.#element.close();
      logOut();
    }, { class: "plain" });
    // On somebody else's phone one wants to see who is logged in, and to end that.
    const who = make("span", { class: "who" }, named(person.name), leave);
    this.#element = make(
      "dialog",
      { class: "folders", "aria-labelledby": "folders-title" },
      make("h2", { id: "folders-title" }, texts.say("share.choose.title")),
      make("nav", { "aria-label": texts.say("picker.location") }, this.#crumbs),
      make("div", { class: "scroller" }, this.#rows.element, this.#note, this.#more),
      make("div", { class: "acts" }, who, cancel, this.#here),
    );
  }

  /** Lets somebody choose; nothing when he changes his mind, or would rather log out. */
  static choose(texts: Texts, caller: Caller, person: Person, logOut: () => void): Promise<Target | undefined> {
    const dialog = new FolderDialog(texts, caller, person, logOut);
    document.body.append(dialog.#element);
    dialog.#element.showModal();
    dialog.#load(async () => {
      const own = (await dialog.#drive.spaces()).find(({ kind }) => kind === "personal");
      return () => {
        if (own === undefined) dialog.#showSpaces();
        else dialog.#enter({ space: own, way: [] });
      };
    });
    return new Promise((resolve) => {
      dialog.#element.addEventListener("close", () => {
        dialog.#element.remove();
        resolve(dialog.#chosen);
      });
    });
  }

  #choose(): void {
    if (this.#where === undefined) return;
    const { space, way } = this.#where;
    const name = way.at(-1)?.name ?? this.#name(space);
    this.#chosen = { container: space.container, folder: folderOf(this.#where), name };
    this.#element.close();
  }

  #showSpaces(): void {
    this.#leave([{ name: this.#texts.say("picker.spaces"), act: undefined }], undefined);
    this.#load(async () => {
      const spaces = await this.#drive.spaces();
      return () => {
        this.#rows.add(spaces.map((space) => row(icon(space.kind), this.#name(space), () => { this.#enter({ space, way: [] }); })));
        if (spaces.length === 0) showNote(this.#note, this.#texts.say("picker.no_spaces"));
        this.#rows.focusFirst();
      };
    });
  }

  #enter(where: Where): void {
    const names = [this.#name(where.space), ...where.way.map(({ name }) => name)];
    this.#leave([
      { name: this.#texts.say("picker.spaces"), act: () => { this.#showSpaces(); } },
      ...names.map((name, depth) => ({
        name,
        act: depth === names.length - 1 ? undefined : () => { this.#enter(upTo(where, depth)); },
      })),
    ], where);
    this.#loadPage(where, undefined);
  }

  #loadPage(where: Where, cursor: string | undefined): void {
    this.#load(async () => {
      const page = await this.#drive.list(where.space, folderOf(where), cursor);
      return () => {
        const folders = page.entries.filter(({ kind }) => kind === "folder");
        this.#rows.add(folders.map((folder) => row(icon("folder"), folder.name, () => { this.#enter(into(where, folder)); })));
        // Folders come first: behind a file there are none.
        const next = folders.length === page.entries.length ? page.next : undefined;
        this.#next = next === undefined ? undefined : () => { this.#loadPage(where, next); };
        this.#more.hidden = next === undefined;
        if (this.#rows.length === 0) showNote(this.#note, this.#texts.say("share.no_folders"));
        if (cursor === undefined) {
          if (this.#rows.length === 0) this.#here.focus();
          else this.#rows.focusFirst();
        }
      };
    });
  }

  #leave(crumbs: readonly { name: string; act: (() => void) | undefined }[], where: Where | undefined): void {
    this.#visit += 1;
    this.#where = where;
    this.#here.disabled = where === undefined;
    this.#rows.clear();
    this.#crumbs.replaceChildren(
      ...crumbs.map(({ name, act }) =>
        crumb(name, act),
      ),
    );
    this.#crumbs.scrollLeft = this.#crumbs.scrollWidth;
  }

  /** Shows what `work` brings, unless somebody has gone on meanwhile. */
  #load(work: () => Promise<() => void>): void {
    const visit = this.#visit;
    this.#next = undefined;
    this.#more.hidden = true;
    this.#note.replaceChildren(waiting(this.#texts));
    work().then(
      (show) => {
        if (visit !== this.#visit) return;
        this.#note.replaceChildren();
        show();
      },
      (error: unknown) => {
        if (visit !== this.#visit) return;
        const act = (): void => { this.#load(work); };
        showFailure(this.#note, explain(error, this.#texts), { label: this.#texts.say("state.retry"), act });
      },
    );
  }

  #name(space: Space): string {
    return space.kind === "personal" ? this.#texts.say("space.personal") : space.name;
  }
}

function row(picture: SVGElement, name: string, activate: () => void): Row {
  const element = make("li", { class: "row" }, picture, make("span", { class: "name" }, named(name)));
  return { element, activate, toggle: undefined };
}
