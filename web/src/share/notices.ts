// What is shown instead of files, and what has just happened.

import type { Texts } from "../i18n/texts";
import { button, make } from "../ui/dom";

const READING_TIME = 10_000;

/** The whole page says one thing. */
export function message(title: string, text: string, act?: HTMLElement): HTMLElement {
  const children = [make("h2", {}, title), make("p", {}, text), ...(act === undefined ? [] : [act])];
  return make("section", { class: "message", role: "alert" }, ...children);
}

/** It turns after a moment: what is quick shows no wheel. */
export function waiting(texts: Texts): HTMLElement {
  const wheel = make("span", { class: "wheel", "aria-hidden": "true" });
  return make("p", { class: "state waiting", role: "status" }, wheel, texts.say("state.loading"));
}

/** Something that goes on below the list, or has ended there. */
export interface Notice {
  progress(percent: number): void;
  /** It has ended; `act` is what can be done about it. */
  end(text: string, kind: "done" | "wrong", act?: HTMLElement): void;
  remove(): void;
}

export class Notices {
  /** Here from the start, so that what comes into it is read out. */
  readonly element = make("div", { class: "notices", role: "status" });
  #texts: Texts;

  constructor(texts: Texts) {
    this.#texts = texts;
  }

  speak(texts: Texts): void {
    this.#texts = texts;
  }

  add(text: string): Notice {
    const bar = make("progress", { max: "100", "aria-label": text });
    const words = make("span", { class: "words" }, text);
    const item = make("div", { class: "notice" }, words, bar);
    this.element.append(item);
    const remove = (): void => { item.remove(); };
    return {
      progress(percent) {
        bar.value = percent;
      },
      end: (ended, kind, act) => {
        words.textContent = ended;
        item.classList.add(kind);
        const away = button("×", remove, { class: "plain", "aria-label": this.#texts.say("share.dismiss") });
        item.replaceChildren(words, ...(act === undefined ? [] : [act]), away);
      },
      remove,
    };
  }

  /** Says what has happened. It goes away by itself where nothing is to be done about it. */
  say(text: string, kind: "done" | "wrong", act?: HTMLElement): void {
    for (const old of this.element.querySelectorAll(".passing")) old.remove();
    const notice = this.add(text);
    this.element.lastElementChild?.classList.add("passing");
    notice.end(text, kind, act);
    if (kind === "done") setTimeout(() => { notice.remove(); }, READING_TIME);
  }
}
