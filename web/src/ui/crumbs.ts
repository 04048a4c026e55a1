// The way to where somebody is: each step leads back to its folder.

import { button, make } from "./dom";
import { named } from "./names";

/** A step; the last one, where one is, leads nowhere. */
export function crumb(name: string, act: (() => void) | undefined): HTMLElement {
  if (act === undefined) return make("li", {}, make("span", { "aria-current": "location" }, named(name)));
  const step = button("", act);
  step.append(named(name));
  return make("li", {}, step);
}
