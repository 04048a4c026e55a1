// What the script on a site's page and our page in its frame say to each other.
//
// Every message carries the nonce of its embedding, which the script makes and hands over in the
// fragment of the frame's address. What is not exactly one of these messages is nothing.

export type Language = "en" | "zh-CN";

/** A file as the site names it. */
export interface FileReference {
  readonly containerId: string;
  readonly fileId: string;
}

/** A file that was picked. */
export interface PickedFile extends FileReference {
  readonly name: string;
  readonly size: number;
  readonly mimeType: string;
}

/** What opens an embedding: used once. */
export interface Ticket {
  readonly pageToken: string;
  readonly code: string;
}

export type View =
  | { readonly kind: "picker"; readonly multiple: boolean; readonly types: readonly string[] }
  | { readonly kind: "preview"; readonly file: FileReference };

/** From the frame to the page around it. */
export type FromFrame =
  | { readonly kind: "ready" }
  | { readonly kind: "ticket-wanted" }
  | { readonly kind: "picked"; readonly files: readonly PickedFile[] }
  | { readonly kind: "closed" }
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

/** From the page to the frame inside. */
export type FromPage =
  | { readonly kind: "open"; readonly view: View; readonly language: Language | undefined; readonly ticket: Ticket }
  | { readonly kind: "ticket"; readonly ticket: Ticket }
  | { readonly kind: "no-ticket" };

/** Tells these messages from those of others, and from those of other versions. */
const MARK = "coffer-embed-1";
const NONCE_BYTES = 16;

export type Fields = Readonly<Record<string, unknown>>;

export function makeNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function isNonce(text: string): boolean {
  return text.length === NONCE_BYTES * 2 && /^[0-9a-f]+$/.test(text);
}

export function envelope(nonce: string, message: FromFrame | FromPage): unknown {
  return { mark: MARK, nonce, message };
}

/** The message in an envelope with this nonce. */
function open(data: unknown, nonce: string): Fields | undefined {
  if (!isFields(data) || data["mark"] !== MARK || data["nonce"] !== nonce) return undefined;
  const message = data["message"];
  return isFields(message) ? message : undefined;
}

export function readFromFrame(data: unknown, nonce: string): FromFrame | undefined {
  const message = open(data, nonce);
  switch (message?.["kind"]) {
    case "ready":
    case "ticket-wanted":
    case "closed":
      return { kind: message["kind"] };
    case "picked": {
      const files = listOf(message["files"], readPicked);
      return files === undefined ? undefined : { kind: "picked", files };
    }
    case "failed": {
      const { code, message: text } = message;
      return isText(code) && isText(text) ? { kind: "failed", code, message: text } : undefined;
    }
    default:
      return undefined;
  }
}

export function readFromPage(data: unknown, nonce: string): FromPage | undefined {
  const message = open(data, nonce);
  switch (message?.["kind"]) {
    case "open": {
      const view = readView(message["view"]);
      const ticket = readTicket(message["ticket"]);
      if (view === undefined || ticket === undefined) return undefined;
      return { kind: "open", view, language: readLanguage(message["language"]), ticket };
    }
    case "ticket": {
      const ticket = readTicket(message["ticket"]);
      return ticket === undefined ? undefined : { kind: "ticket", ticket };
    }
    case "no-ticket":
      return { kind: "no-ticket" };
    default:
      return undefined;
  }
}

/** The language that a tag such as `zh-Hans-CN` or `en-GB` means, if it is one of ours. */
export function readLanguage(tag: unknown): Language | undefined {
  if (!isText(tag)) return undefined;
  const primary = tag.toLowerCase().split(/[-_]/, 1)[0];
  if (primary === "zh") return "zh-CN";
  return primary === "en" ? "en" : undefined;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** A list of what `read` accepts, or nothing. */
export function listOf<T>(value: unknown, read: (item: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value.map(read).filter((item) => item !== undefined);
  return items.length === value.length ? items : undefined;
}

function readTicket(value: unknown): Ticket | undefined {
  if (!isFields(value)) return undefined;
  const { pageToken, code } = value;
  return isText(pageToken) && isText(code) ? { pageToken, code } : undefined;
}

function readView(value: unknown): View | undefined {
  if (!isFields(value)) return undefined;
  if (value["kind"] === "preview") {
    const file = readReference(value["file"]);
    return file === undefined ? undefined : { kind: "preview", file };
  }
  const types = listOf(value["types"], (type) => (isText(type) ? type : undefined));
  if (value["kind"] !== "picker" || types === undefined) return undefined;
  return { kind: "picker", multiple: value["multiple"] === true, types };
}

function readReference(value: unknown): FileReference | undefined {
  if (!isFields(value)) return undefined;
  const { containerId, fileId } = value;
  return isText(containerId) && isText(fileId) ? { containerId, fileId } : undefined;
}

function readPicked(value: unknown): PickedFile | undefined {
  const reference = readReference(value);
  if (reference === undefined || !isFields(value)) return undefined;
  const { name, size, mimeType } = value;
  if (!isText(name) || typeof size !== "number" || !isText(mimeType)) return undefined;
  return { ...reference, name, size, mimeType };
}
