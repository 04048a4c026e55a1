// Where somebody is in a share, as the browser's history remembers it.

import { isFields, isText } from "../protocol";

export interface Step {
  readonly id: string;
  readonly name: string;
}

export interface Trail {
  /** The folders from the top of the share on. */
  readonly way: readonly Step[];
  /** The file that is looked at. */
  readonly look?: string;
}

/** The folder at the end of a way; nothing at the top. */
export function folderOf(way: readonly Step[]): string | undefined {
  return way.at(-1)?.id;
}

/** What the history remembers, as far as it is ours. */
export function readWay(remembered: unknown): Trail {
  if (!isFields(remembered) || !Array.isArray(remembered["way"])) return { way: [] };
  const steps = remembered["way"].filter(isStep);
  const look = remembered["look"];
  return isText(look) ? { way: steps, look } : { way: steps };
}

function isStep(value: unknown): value is Step {
  return isFields(value) && isText(value["id"]) && isText(value["name"]);
}
