// A content, shown as what it is.
//
// Contents are never a part of the page: pictures, sound and film are loaded by their elements, text is
// fetched and shown as text, and a PDF is shown by the browser's own viewer in a frame of its own.

import { reach } from "../api/caller";
import type { FileKind } from "../api/drive";
import type { Texts } from "../i18n/texts";
import { make } from "./dom";
import { icon } from "./icons";
import { plain } from "./names";
import { explain, showFailure } from "./states";

/** What is shown. */
export interface Shown {
  readonly name: string;
  readonly kind: FileKind;
  readonly size: number;
}

/** So much of a text is shown. */
const TEXT_BYTES = 256 * 1024;
const TEXTS = [
  "application/json", "application/ld+json", "application/xml", "application/javascript", "application/sql",
  "application/toml", "application/yaml", "application/x-sh", "application/x-yaml",
];
const PICTURES = [
  "image/avif", "image/bmp", "image/gif", "image/jpeg", "image/png", "image/svg+xml",
  "image/vnd.microsoft.icon", "image/webp",
];
const PDF = "application/pdf";
/** What the server says of a content whose name tells nothing. */
const UNKNOWN = ["", "application/octet-stream"];
/** So much shows whether it is text. */
const SAMPLE_BYTES = 4 * 1024;
const ASK: RequestInit = { credentials: "omit", redirect: "error", referrerPolicy: "no-referrer" };

/** What is shown where. */
export interface Showing {
  readonly file: Shown;
  /** Of this media type. */
  readonly mimeType: string;
  readonly url: string;
  readonly texts: Texts;
  /** Is asked to show another element where the browser cannot show it after all. */
  readonly give: (instead: HTMLElement) => void;
  /** Tries once more. */
  readonly again: () => void;
}

/** The element for a content. */
export async function contentOf(showing: Showing): Promise<HTMLElement> {
  const { file, mimeType, url, texts } = showing;
  const type = essence(mimeType);
  const label = plain(file.name);
  if (PICTURES.includes(type)) return orWords(make("img", { class: "picture", alt: label, src: url }), showing);
  if (type.startsWith("video/")) {
    return orWords(make("video", { controls: "", playsinline: "", "aria-label": label, src: url }), showing);
  }
  if (type.startsWith("audio/")) return orWords(make("audio", { controls: "", "aria-label": label, src: url }), showing);
  if (type === PDF && hasPdfViewer()) return make("iframe", { class: "paper", title: label, src: url });
  if (isText(type) || (UNKNOWN.includes(type) && (await readsAsText(file, url)))) return textOf(showing);
  return card(file, texts);
}

/** Says so where the browser does not get, or cannot show, what it loads by itself. */
function orWords<T extends HTMLElement>(element: T, showing: Showing): T {
  const { file, url, texts, give } = showing;
  element.addEventListener("error", () => {
    reach(url, { ...ASK, method: "HEAD" }).then(
      ({ ok }) => { give(ok ? card(file, texts, texts.say("preview.broken")) : failure(texts.say("preview.broken"), showing)); },
      (error: unknown) => { give(failure(explain(error, texts), showing)); },
    );
  });
  return element;
}

function failure(text: string, { texts, again }: Showing): HTMLElement {
  const place = make("div");
  showFailure(place, text, { label: texts.say("state.retry"), act: again });
  return place;
}

/** What the server says that a content is; empty where it says nothing. */
export async function askType(url: string): Promise<string> {
  const response = await reach(url, { ...ASK, method: "HEAD" });
  return response.ok ? (response.headers.get("content-type") ?? "") : "";
}

export function card(file: Shown, texts: Texts, text = texts.say("preview.none")): HTMLElement {
  return make("div", { class: "card" }, icon(file.kind), make("p", {}, text));
}

function essence(mimeType: string): string {
  return mimeType.toLowerCase().split(";", 1)[0]?.trim() ?? "";
}

/** Phones often have none. Browsers that do not say may have one. */
function hasPdfViewer(): boolean {
  return !("pdfViewerEnabled" in navigator) || navigator.pdfViewerEnabled;
}

function isText(type: string): boolean {
  return type.startsWith("text/") || TEXTS.includes(type);
}

/** Whether what no name tells reads as text: programs, and files without an ending, often are. */
async function readsAsText(file: Shown, url: string): Promise<boolean> {
  if (file.size === 0) return true;
  const response = await reach(url, { ...ASK, headers: { range: `bytes=0-${SAMPLE_BYTES - 1}` } });
  if (!response.ok) return false;
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (wideOrder(bytes) !== undefined) return true;
  // Control characters that are none of the white space.
  if (bytes.some((byte) => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte))) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

async function textOf(showing: Showing): Promise<HTMLElement> {
  const { file, url, texts } = showing;
  if (file.size === 0) return make("p", { class: "state" }, texts.say("preview.empty"));
  const response = await reach(url, { ...ASK, headers: { range: `bytes=0-${TEXT_BYTES - 1}` } });
  if (!response.ok) return failure(texts.say("preview.broken"), showing);
  const text = decode(new Uint8Array(await response.arrayBuffer()));
  const shown = make("pre", { tabindex: "0", "aria-label": plain(file.name) }, text);
  const cut = file.size > TEXT_BYTES;
  return make("div", { class: "text" }, shown, ...(cut ? [make("p", {}, texts.say("preview.beginning"))] : []));
}

/** Text in UTF-16 where it begins like it, in UTF-8, or else in the encoding of older Chinese files. The last
 * character may be cut off. */
function decode(bytes: Uint8Array): string {
  const wide = wideOrder(bytes);
  if (wide !== undefined) return new TextDecoder(wide).decode(bytes, { stream: true });
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

/** The kind of UTF-16 whose mark a text begins with. */
function wideOrder([first, second]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : undefined;
}
