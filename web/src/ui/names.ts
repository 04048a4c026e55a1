// Names, shown as what they are. Some characters of Unicode turn what follows around: with one of them
// `evil‹›txt.exe` would be read as `evilexe.txt`. They are shown as a sign that something is there.

import { make } from "./dom";

/** What embeds, overrides and isolates directions (UAX 9). Marks beside letters have no such power. */
const TURNING = /[\u202A-\u202E\u2066-\u2069]/g;
/** So long an ending is one. */
const ENDING = /^(.+)(\.[^.\s]{1,10})$/s;

/** Somebody's text, to stand within ours. */
export function plain(text: string): string {
  return text.replace(TURNING, "\uFFFD");
}

/** A name that turns nothing around beside it. What is cut off is in its title. */
export function named(name: string): HTMLElement {
  const shown = plain(name);
  return make("bdi", { title: shown }, shown);
}

/** The name of a file, whose ending stays in sight where the rest is too long. */
export function namedFile(name: string): HTMLElement {
  const shown = plain(name);
  const [, stem = shown, ending = ""] = ENDING.exec(shown) ?? [];
  return make("bdi", { class: "whole-name", title: shown }, make("span", { class: "stem" }, stem), make("span", {}, ending));
}
