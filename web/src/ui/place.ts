// Where somebody is: nowhere (the spaces are listed), or in a folder of a space.

import type { Entry, Space } from "../api/drive";

export interface Step {
  readonly id: string;
  readonly name: string;
}

export interface Place {
  readonly space: Space;
  /** The folders from the space's root on; the root itself is none of them. */
  readonly way: readonly Step[];
}

const ROOT = "root";

export function folderOf(place: Place): string {
  return place.way.at(-1)?.id ?? ROOT;
}

export function into(place: Place, folder: Entry): Place {
  return { ...place, way: [...place.way, { id: folder.id, name: folder.name }] };
}

/** The place `depth` folders below the root. */
export function upTo(place: Place, depth: number): Place {
  return { ...place, way: place.way.slice(0, depth) };
}
