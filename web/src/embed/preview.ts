// The page `embed/preview`: one file, shown as what it is.
//
// Contents are never a part of this page: pictures, sound and film are loaded by their elements, text is
// fetched and shown as text, and a PDF is shown by the browser's own viewer in a frame of its own.

import type { Entry } from "../api/drive";
import { reach } from "../api/session";
import type { View } from "../protocol";
import { button, make } from "./dom";
import { icon } from "./icons";
import { type Scene, start } from "./start";
import { explain, showFailure } from "./states";

type PreviewView = Extract<View, { kind: "preview" }>;

/** So much of a text is shown. */
const TEXT_BYTES = 256 * 1024;
const TEXTS = [
  "application/json", "application/ld+json", "application/xml", "application/javascript", "application/sql",
  "application/toml", "application/yaml", "application/x-sh", "application/x-yaml",
];
const PICTURES = [
  "image/avif", "image/bmp", "image/gif", "image/jpeg", "image/png", "image/svg+xml",
  "image/vnd.microsoft.icon", "image/webp",
];

class Preview {
  readonly #scene: Scene<PreviewView>;
  readonly #stage = make("main", { class: "stage" });
  readonly #title = make("h1");
  readonly #facts = make("span", { class: "facts" });
  readonly #download: HTMLAnchorElement;

  constructor(scene: Scene<PreviewView>) {
    this.#scene = scene;
    const { texts, host } = scene;
    this.#download = make("a", { class: "button", hidden: "" }, texts.say("preview.download"));
    const close = button(texts.say("preview.close"), () => {
      host.say({ kind: "closed" });
    });
    const head = make("div", { class: "head" }, this.#title, this.#facts);
    document.body.append(make("header", { class: "bar" }, head, this.#download, close), this.#stage);
    close.focus();
    void this.#load();
  }

  async #load(): Promise<void> {
    const { drive, texts, view } = this.#scene;
    this.#stage.replaceChildren(make("p", { role: "status", class: "state" }, texts.say("state.loading")));
    try {
      const entry = await drive.detail(view.file);
      document.title = entry.name;
      this.#title.textContent = entry.name;
      if (entry.kind === "folder") {
        this.#show(this.#card(entry, texts.say("preview.folder")));
        return;
      }
      this.#facts.replaceChildren(texts.size(entry.size));
      const [shown, saved] = await Promise.all([drive.link(view.file, true), drive.link(view.file, false)]);
      this.#download.href = saved;
      this.#download.hidden = false;
      this.#show(await this.#content(entry, shown));
    } catch (error) {
      const act = (): void => { void this.#load(); };
      showFailure(this.#stage, explain(error, texts), { label: texts.say("state.retry"), act });
    }
  }

  async #content(entry: Entry, url: string): Promise<HTMLElement> {
    const type = entry.mimeType.toLowerCase().split(";", 1)[0]?.trim() ?? "";
    if (PICTURES.includes(type)) return this.#orCard(entry, make("img", { class: "picture", alt: entry.name, src: url }));
    if (type.startsWith("video/")) {
      return this.#orCard(entry, make("video", { controls: "", playsinline: "", "aria-label": entry.name, src: url }));
    }
    if (type.startsWith("audio/")) {
      return this.#orCard(entry, make("audio", { controls: "", "aria-label": entry.name, src: url }));
    }
    if (type === "application/pdf") return make("iframe", { class: "paper", title: entry.name, src: url });
    if (type.startsWith("text/") || TEXTS.includes(type)) return this.#text(entry, url);
    return this.#card(entry);
  }

  async #text(entry: Entry, url: string): Promise<HTMLElement> {
    const { texts } = this.#scene;
    if (entry.size === 0) return make("p", { class: "state" }, texts.say("preview.empty"));
    const headers = { range: `bytes=0-${TEXT_BYTES - 1}` };
    const response = await reach(url, { headers, credentials: "omit", redirect: "error" });
    if (!response.ok) return this.#card(entry);
    const text = decode(await response.arrayBuffer());
    const shown = make("pre", { tabindex: "0", "aria-label": entry.name }, text);
    const cut = entry.size > TEXT_BYTES;
    return make("div", { class: "text" }, shown, ...(cut ? [make("p", {}, texts.say("preview.beginning"))] : []));
  }

  /** What the browser cannot show after all is told like what has no preview. */
  #orCard<T extends HTMLElement>(entry: Entry, element: T): T {
    element.addEventListener("error", () => {
      this.#show(this.#card(entry));
    });
    return element;
  }

  #card(entry: Entry, text = this.#scene.texts.say("preview.none")): HTMLElement {
    return make("div", { class: "card" }, icon(entry.kind), make("p", {}, text));
  }

  #show(element: HTMLElement): void {
    this.#stage.replaceChildren(element);
  }
}

/** Text in UTF-8, or else in the encoding of older Chinese files. The last character may be cut off. */
function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

void start("preview", (scene) => new Preview(scene));
