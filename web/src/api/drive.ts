// The operations that the pages use, in their words.

import type { FileReference } from "../protocol";
import type { Caller, Person } from "./caller";
import { ApiError } from "./errors";
import { fields, list, number, optionalText, text } from "./json";

const PREFIX = "koodrive/ose";
const PAGE_SIZE = 50;
const ACTIVE = 0;

export type SpaceKind = "department" | "group" | "personal";

export interface Space {
  readonly container: string;
  readonly kind: SpaceKind;
  readonly owner: string;
  readonly name: string;
}

/** The kinds of files that have a picture of their own. */
export type FileKind =
  | "application" | "archive" | "audio" | "document" | "folder" | "other" | "picture" | "sheet" | "slides" | "video";

export interface Entry {
  readonly id: string;
  readonly name: string;
  readonly kind: FileKind;
  readonly mimeType: string;
  readonly size: number;
  readonly edited: string;
  readonly thumbnail: string | undefined;
}

export interface Page {
  readonly entries: readonly Entry[];
  readonly next: string | undefined;
}

const SPACE_KINDS: Readonly<Record<number, SpaceKind>> = { 0: "department", 1: "personal", 2: "group" };
export const FILE_KINDS: Readonly<Record<string, FileKind>> = {
  10: "folder", 15: "picture", 20: "video", 26: "document", 27: "sheet", 28: "slides", 30: "audio",
  35: "archive", 40: "application",
};

export class Drive {
  readonly #caller: Caller;
  readonly #person: Person;

  constructor(caller: Caller, person: Person) {
    this.#caller = caller;
    this.#person = person;
  }

  /** The spaces that the person may use, the own one first. */
  async spaces(): Promise<Space[]> {
    const answer = await this.#caller.call(`${PREFIX}/v2/space/${encodeURIComponent(this.#person.id)}`);
    const spaces = list(answer["data"])
      .map(fields)
      .filter((space) => number(space, "status") === ACTIVE)
      .map((space): Space => ({
        container: text(space, "containerId"),
        kind: SPACE_KINDS[number(space, "type")] ?? "group",
        owner: text(space, "ownerId"),
        name: text(space, "name"),
      }));
    const own = spaces.filter((space) => space.kind === "personal");
    return [...own, ...spaces.filter((space) => space.kind !== "personal")];
  }

  /** A page of a folder, folders first, by name. */
  async list(space: Space, folder: string, cursor: string | undefined): Promise<Page> {
    const path = space.kind === "personal" ? "0" : `${encodeURIComponent(space.owner)}/0`;
    const query = space.kind === "group" ? "?team_type=2" : "";
    const answer = await this.#caller.call(`${PREFIX}/v1/files/${path}${query}`, {
      containerId: space.container,
      parentFileId: folder,
      pageInfo: { pageSize: PAGE_SIZE, pageCursor: cursor ?? "" },
    });
    return {
      entries: list(answer["files"]).map((file) => readEntry(file)),
      next: optionalText(answer, "nextCursor"),
    };
  }

  async detail(file: FileReference): Promise<Entry> {
    const path = `${PREFIX}/v1/files/${encodeURIComponent(file.fileId)}/detail`;
    return readEntry(await this.#caller.call(path, { containerId: file.containerId }));
  }

  /** A link to the content, to be shown or to be saved. It is good for an hour. */
  async link(file: FileReference, inline: boolean): Promise<string> {
    const body = { containerId: file.containerId, fileIds: [file.fileId], inline };
    const answer = await this.#caller.call(`${PREFIX}/v1/files/download`, body);
    const download = fields(list(answer["downloads"])[0]);
    const url = optionalText(download, "url");
    if (url === undefined) throw new ApiError(text(download, "code"), text(download, "msg"));
    return url;
  }
}

function readEntry(value: unknown): Entry {
  const file = fields(value);
  const kind = FILE_KINDS[text(file, "fileType")] ?? "other";
  return {
    id: text(file, "id"),
    name: text(file, "fileName"),
    kind,
    mimeType: text(file, "mimeType"),
    size: kind === "folder" ? 0 : number(file, "size"),
    edited: text(file, "editedTime"),
    thumbnail: readThumbnail(file["downloadLinks"]),
  };
}

function readThumbnail(links: unknown): string | undefined {
  if (!Array.isArray(links)) return undefined;
  const thumbnail = links.map(fields).find((link) => link["usage"] === "thumbnail");
  return thumbnail === undefined ? undefined : optionalText(thumbnail, "downloadLink");
}
