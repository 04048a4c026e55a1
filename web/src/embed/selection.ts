// What is selected: it stays while somebody walks through folders.

import type { PickedFile } from "../protocol";

export class Selection {
  readonly #multiple: boolean;
  readonly #changed: () => void;
  readonly #files = new Map<string, PickedFile>();

  constructor(multiple: boolean, changed: () => void) {
    this.#multiple = multiple;
    this.#changed = changed;
  }

  get files(): readonly PickedFile[] {
    return [...this.#files.values()];
  }

  has(id: string): boolean {
    return this.#files.has(id);
  }

  toggle(file: PickedFile): void {
    const there = this.#files.delete(file.fileId);
    if (!this.#multiple) this.#files.clear();
    if (!there) this.#files.set(file.fileId, file);
    this.#changed();
  }

  /** Selects a file whether it is already or not. */
  add(file: PickedFile): void {
    if (!this.has(file.fileId)) this.toggle(file);
  }
}
