// The page `embed/preview`: one file, shown as what it is.

import type { View } from "../protocol";
import { card, contentOf } from "../ui/content";
import { button, make } from "../ui/dom";
import { named, plain } from "../ui/names";
import { type Scene, start } from "./start";
import { explain, showFailure } from "../ui/states";

type PreviewView = Extract<View, { kind: "preview" }>;

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
      document.title = plain(entry.name);
      this.#title.replaceChildren(named(entry.name));
      if (entry.kind === "folder") {
        this.#show(card(entry, texts, texts.say("preview.folder")));
        return;
      }
      this.#facts.replaceChildren(texts.size(entry.size));
      const [shown, saved] = await Promise.all([drive.link(view.file, true), drive.link(view.file, false)]);
      this.#download.href = saved;
      this.#download.hidden = false;
      const give = (instead: HTMLElement): void => { this.#show(instead); };
      this.#show(await contentOf({ file: entry, mimeType: entry.mimeType, url: shown, texts, give, again: () => { void this.#load(); } }));
    } catch (error) {
      const act = (): void => { void this.#load(); };
      showFailure(this.#stage, explain(error, texts), { label: texts.say("state.retry"), act });
    }
  }

  #show(element: HTMLElement): void {
    this.#stage.replaceChildren(element);
  }
}

void start("preview", (scene) => new Preview(scene));
