// One file over the list, and the way to those beside it.

import type { SharedFile } from "../api/visit";
import type { Texts } from "../i18n/texts";
import { askType, card, contentOf } from "../ui/content";
import { button, make } from "../ui/dom";
import { named } from "../ui/names";
import { explain, showFailure } from "../ui/states";
import { waiting } from "./notices";

/** What the page does for the viewer. */
export interface ViewerHost {
  /** Where a file can be looked at now. */
  shownAt(file: SharedFile): Promise<string | undefined>;
  fetch(file: SharedFile): void;
  /** What has just happened: nothing outside of the viewer is seen while it is open. */
  readonly notices: HTMLElement;
  /** Another file is shown than before. */
  moved(file: SharedFile): void;
  closed(file: SharedFile): void;
}

/** The media type of what the server knows as such; of others it is asked. */
const KINDS: Readonly<Record<string, string>> = { picture: "image/png", video: "video/mp4", audio: "audio/mpeg" };

export class Viewer {
  readonly element: HTMLDialogElement;
  readonly #host: ViewerHost;
  readonly #texts: Texts;
  readonly #title = make("h2", { id: "viewer-title" });
  readonly #facts = make("span", { class: "facts" });
  readonly #stage = make("div", { class: "stage" });
  readonly #previous: HTMLButtonElement;
  readonly #next: HTMLButtonElement;
  #files: readonly SharedFile[] = [];
  #at = 0;

  constructor(host: ViewerHost, texts: Texts, download: boolean) {
    this.#host = host;
    this.#texts = texts;
    this.#previous = button("‹", () => { this.#move(-1); }, { "aria-label": texts.say("share.previous") });
    this.#next = button("›", () => { this.#move(1); }, { "aria-label": texts.say("share.next") });
    const close = button("×", () => { this.close(); }, { "aria-label": texts.say("preview.close"), autofocus: "" });
    const fetch = button(texts.say("share.download"), () => {
      const file = this.#files[this.#at];
      if (file !== undefined) this.#host.fetch(file);
    });
    const acts = make("div", { class: "acts" }, this.#previous, this.#next, ...(download ? [fetch] : []), close);
    const head = make("div", { class: "head" }, this.#title, this.#facts);
    this.element = make(
      "dialog",
      { class: "viewer", "aria-labelledby": "viewer-title" },
      make("div", { class: "bar" }, head, acts),
      this.#stage,
    );
    this.element.addEventListener("close", () => {
      this.#stage.replaceChildren();
      document.body.append(this.#host.notices);
      const file = this.#files[this.#at];
      if (file !== undefined) this.#host.closed(file);
    });
    this.element.addEventListener("keydown", (event) => {
      // Players have these keys for themselves.
      if (event.target instanceof HTMLMediaElement || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "ArrowLeft") this.#move(-1);
      else if (event.key === "ArrowRight") this.#move(1);
    });
  }

  open(files: readonly SharedFile[], file: SharedFile): void {
    this.#files = files;
    this.#at = files.indexOf(file);
    if (!this.element.open) this.element.showModal();
    this.element.append(this.#host.notices);
    void this.#show(file);
  }

  close(): void {
    this.element.close();
  }

  /** Takes it off the page. */
  remove(): void {
    document.body.append(this.#host.notices);
    this.element.remove();
  }

  #move(by: number): void {
    const file = this.#files[this.#at + by];
    if (file === undefined) return;
    this.#at += by;
    this.#host.moved(file);
    void this.#show(file);
  }

  async #show(file: SharedFile): Promise<void> {
    const texts = this.#texts;
    const at = this.#at;
    this.#title.replaceChildren(named(file.name));
    const position = texts.say("share.position", { at: at + 1, count: this.#files.length });
    this.#facts.textContent = `${texts.size(file.size)} · ${position}`;
    // A button that is disabled would keep the focus and swallow the arrows.
    this.#previous.setAttribute("aria-disabled", String(at === 0));
    this.#next.setAttribute("aria-disabled", String(at === this.#files.length - 1));
    this.#stage.replaceChildren(waiting(texts));
    const give = (element: HTMLElement): void => {
      if (at === this.#at && this.element.open) this.#stage.replaceChildren(element);
    };
    const again = (): void => { void this.#show(file); };
    try {
      const url = await this.#host.shownAt(file);
      if (url === undefined) give(card(file, texts));
      else {
        const mimeType = KINDS[file.kind] ?? (await askType(url));
        give(await contentOf({ file, mimeType, url, texts, give, again }));
      }
    } catch (error) {
      const place = make("div");
      showFailure(place, explain(error, texts), { label: texts.say("state.retry"), act: again });
      give(place);
    }
  }
}
