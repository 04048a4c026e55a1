// A list of rows that is walked with the arrow keys: one of them is in the order of the tab key, the
// others are reached from it.

import { make } from "./dom";

export interface Row {
  readonly element: HTMLElement;
  /** Opens or picks it. */
  readonly activate: () => void;
  /** Selects it, or takes it out of the selection. */
  readonly toggle: (() => void) | undefined;
}

export class Rows {
  readonly element: HTMLUListElement;
  #rows: Row[] = [];

  constructor(label: string, multiple: boolean) {
    this.element = make("ul", { role: "listbox", "aria-label": label, class: "rows" });
    if (multiple) this.element.setAttribute("aria-multiselectable", "true");
    this.element.addEventListener("keydown", (event) => {
      this.#key(event);
    });
    this.element.addEventListener("focusin", (event) => {
      const row = this.#rows.find(({ element }) => element === event.target);
      if (row !== undefined) this.#current(row);
    });
  }

  get length(): number {
    return this.#rows.length;
  }

  add(rows: readonly Row[]): void {
    for (const row of rows) {
      row.element.setAttribute("role", "option");
      row.element.tabIndex = this.#rows.length === 0 ? 0 : -1;
      row.element.addEventListener("click", () => {
        row.element.focus();
        (row.toggle ?? row.activate)();
      });
      row.element.addEventListener("dblclick", () => {
        if (row.toggle !== undefined) row.activate();
      });
      this.#rows.push(row);
      this.element.append(row.element);
    }
  }

  clear(): void {
    this.#rows = [];
    this.element.replaceChildren();
  }

  focusFirst(): void {
    this.#rows[0]?.element.focus();
  }

  #current(current: Row): void {
    for (const row of this.#rows) row.element.tabIndex = row === current ? 0 : -1;
  }

  #key(event: KeyboardEvent): void {
    const at = this.#rows.findIndex(({ element }) => element === document.activeElement);
    const row = this.#rows[at];
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: this.#rows.length - 1,
    };
    const target = targets[event.key];
    if (target !== undefined) this.#rows[target]?.element.focus();
    else if (event.key === "Enter") row.activate();
    else if (event.key === " ") (row.toggle ?? row.activate)();
    else return;
    event.preventDefault();
  }
}
