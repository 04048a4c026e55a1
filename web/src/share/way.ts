// Where somebody is in a share, as the browser's history remembers it.

import { isFields, isText } from "../protocol";
import type { Choice } from "./listing";

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

/** Where somebody was who went away to log in, and what he had chosen there. */
export interface Place {
  readonly way: readonly Step[];
  readonly choice: Choice;
}

/** What was kept of it, as far as it is ours. */
export function readPlace(kept: unknown): Place | undefined {
  if (!isFields(kept)) return undefined;
  const choice = isFields(kept["choice"]) ? kept["choice"] : {};
  return {
    way: readWay(kept).way,
    choice: { ids: texts(choice["ids"]), all: choice["all"] === true, but: texts(choice["but"]) },
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(isText) : [];
}

function isStep(value: unknown): value is Step {
  return isFields(value) && isText(value["id"]) && isText(value["name"]);
}
