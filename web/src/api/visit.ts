// Visiting a share: what its visitors may ask, in the words of the operations.

import type { Caller } from "./caller";
import { FILE_KINDS, type FileKind } from "./drive";
import { ApiError } from "./errors";
import { fields, list, number, optionalText, text } from "./json";

const PREFIX = "koodrive/ose/v1/share";
const PAGE_SIZE = 100;
/** Things of one task. */
export const MOST = 1_000;
/** `status` of a share whose things were all thrown away. */
const EMPTY = 1;
const ZIP = 1;
const SAVE = 2;
const ENDED = 2;
const CANCELLED = 3;
const SOME_FAILED = 2;
const ALL_FAILED = 3;

/** Numbers of failures that the page tells in its own way. */
export const FAILED = {
  unknown: "13000103",
  tooMany: "13000106",
  ended: "13000107",
  code: "13000108",
  forbidden: "13000109",
  login: "13000202",
  gone: "13000309",
} as const;

export interface Link {
  readonly id: string;
  readonly owner: string;
  readonly comment: string;
  readonly expires: string;
  readonly empty: boolean;
  readonly preview: boolean;
  readonly download: boolean;
}

export interface SharedFile {
  readonly id: string;
  readonly name: string;
  readonly kind: FileKind;
  readonly size: number;
  readonly edited: string;
  readonly container: string;
  readonly thumbnail: string | undefined;
  /** Where it can be looked at, for an hour. */
  readonly shown: string | undefined;
}

export interface SharedPage {
  readonly link: Link;
  readonly files: readonly SharedFile[];
  readonly next: string | undefined;
}

export type SortField = "edited" | "name" | "size";

export interface Order {
  readonly field: SortField;
  readonly descending: boolean;
}

export interface Ask {
  /** The folder; what is shared itself when undefined. */
  readonly folder: string | undefined;
  readonly order: Order;
  readonly cursor?: string | undefined;
  /** A part of the name. */
  readonly name?: string;
  /** Whether this is a visit, for the owner's figures. */
  readonly counted?: boolean;
}

export interface Place {
  readonly container: string;
  readonly folder: string;
}

export interface Task {
  readonly over: boolean;
  readonly cancelled: boolean;
  readonly failed: "all" | "none" | "some";
  /** Percent done. */
  readonly progress: number;
  readonly url: string | undefined;
}

/** Where the proof of an extract code is kept. */
export interface ProofPlace {
  read(): string | undefined;
  write(proof: string | undefined): void;
}

const SORT_TYPES: Readonly<Record<SortField, number>> = { name: 1, size: 2, edited: 4 };

export class Visit {
  readonly #caller: Caller;
  readonly #short: string;
  readonly #proof: ProofPlace;

  /** `short` is what the link says. It goes to the server in bodies, never in an address. */
  constructor(caller: Caller, short: string, proof: ProofPlace) {
    this.#caller = caller;
    this.#short = short;
    this.#proof = proof;
  }

  get proved(): boolean {
    return this.#proof.read() !== undefined;
  }

  /** Takes the extract code for a proof, which is good for two hours. */
  async prove(code: string): Promise<void> {
    const answer = await this.#post("verify", { shortUrl: this.#short, extractCode: code });
    this.#proof.write(text(answer, "kdstoken"));
  }

  forget(): void {
    this.#proof.write(undefined);
  }

  async files(ask: Ask): Promise<SharedPage> {
    const answer = await this.#post("files", {
      shortUrl: this.#short,
      parentFolder: ask.folder,
      pageSize: PAGE_SIZE,
      pageCursor: ask.cursor,
      sortType: SORT_TYPES[ask.order.field],
      sortDirection: ask.order.descending ? 2 : 1,
      fileName: ask.name,
      refreshCount: ask.counted === true,
      kdtoken: this.#proof.read(),
    });
    return {
      link: readLink(answer["link"]),
      files: list(answer["files"]).map((file) => readFile(file)),
      next: optionalText(answer, "nextCursor"),
    };
  }

  /** Where a file is fetched, for an hour. */
  async download(link: Link, file: SharedFile): Promise<string> {
    const body = { shareId: link.id, fileId: file.id, kdtoken: this.#proof.read() };
    return text(await this.#post("download", body), "downloadUrl");
  }

  /** Starts one zip of these, or copies of them at `place`. */
  async start(link: Link, files: readonly Chosen[], place?: Place): Promise<string> {
    const answer = await this.#post("tasks", {
      taskType: place === undefined ? ZIP : SAVE,
      containerId: files[0]?.container ?? "",
      fileIds: files.map(({ id }) => id),
      targetFileId: place === undefined ? undefined : { fileId: place.folder, containerId: place.container },
      shareId: link.id,
      kdstoken: this.#proof.read(),
    });
    return text(answer, "taskId");
  }

  async task(link: Link, task: string): Promise<Task> {
    const body = { taskId: task, shareId: link.id, kdtoken: this.#proof.read() };
    const job = fields((await this.#post("taskDetail", body))["jobInfo"]);
    const status = number(job, "taskStatus");
    const result = Number(job["taskResultCode"] ?? 1);
    return {
      over: status === ENDED || status === CANCELLED,
      cancelled: status === CANCELLED,
      failed: result === ALL_FAILED ? "all" : result === SOME_FAILED ? "some" : "none",
      progress: number(job, "progress"),
      url: optionalText(job, "downloadUrl"),
    };
  }

  #post(operation: string, body: unknown): Promise<Readonly<Record<string, unknown>>> {
    return this.#caller.call(`${PREFIX}/${operation}`, body);
  }
}

/** What a task is about. */
export interface Chosen {
  readonly id: string;
  readonly container: string;
}

export function isFailure(error: unknown, code: string): error is ApiError {
  return error instanceof ApiError && error.code === code;
}

function readLink(value: unknown): Link {
  const link = fields(value);
  const permission = fields(link["permission"]);
  return {
    id: text(link, "shareId"),
    owner: text(link, "ownerName"),
    comment: optionalText(link, "comment") ?? "",
    expires: text(link, "expireTime"),
    empty: number(link, "status") === EMPTY,
    preview: permission["preview"] === true,
    download: permission["download"] === true,
  };
}

function readFile(value: unknown): SharedFile {
  const file = fields(value);
  const kind = FILE_KINDS[text(file, "fileType")] ?? "other";
  const container: unknown = list(file["containers"])[0];
  if (typeof container !== "string") throw new ApiError("answer", "a file has no space");
  return {
    id: text(file, "id"),
    name: text(file, "fileName"),
    kind,
    size: kind === "folder" ? 0 : number(file, "size"),
    edited: text(file, "editedTime"),
    container,
    thumbnail: optionalText(file, "downloadLinks"),
    shown: optionalText(file, "previewUrl"),
  };
}
