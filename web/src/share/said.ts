// The owner's words. Many of them leave room for files until somebody wants to read all.

import type { Texts } from "../i18n/texts";
import { button, make } from "../ui/dom";
import { plain } from "../ui/names";

export function said(comment: string, texts: Texts): HTMLElement {
  const words = make("p", { class: "comment", id: "comment" }, plain(comment));
  const more = button(texts.say("share.more"), () => {
    const whole = words.classList.toggle("whole");
    more.textContent = texts.say(whole ? "share.less" : "share.more");
    more.setAttribute("aria-expanded", String(whole));
  }, { class: "plain", "aria-expanded": "false", "aria-controls": "comment", hidden: "" });
  new ResizeObserver(() => {
    if (!words.classList.contains("whole")) more.hidden = words.scrollHeight <= words.clientHeight;
  }).observe(words);
  return make("div", { class: "said" }, words, more);
}
