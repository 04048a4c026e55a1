// A content, shown as what it is.
//
// Contents are never a part of the page: pictures, sound and film are loaded by their elements, text is
// fetched and shown as text, and a PDF is shown by the browser's own viewer in a frame of its own.

import { reach } from "../api/caller";
import type { FileKind } from "../api/drive";
import type { Texts } from "../i18n/texts";
import { make } from "./dom";
import { icon } from "./icons";

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

/** The element for a file of this media type. `give` is asked for another where the browser cannot show it after all. */
export async function contentOf(
  file: Shown,
  mimeType: string,
  url: string,
  texts: Texts,
  give: (card: HTMLElement) => void,
): Promise<HTMLElement> {
  const type = essence(mimeType);
  if (PICTURES.includes(type)) return orCard(make("img", { class: "picture", alt: file.name, src: url }));
  if (type.startsWith("video/")) {
    return orCard(make("video", { controls: "", playsinline: "", "aria-label": file.name, src: url }));
  }
  if (type.startsWith("audio/")) return orCard(make("audio", { controls: "", "aria-label": file.name, src: url }));
  if (type === PDF && hasPdfViewer()) return make("iframe", { class: "paper", title: file.name, src: url });
  if (isText(type)) return textOf(file, url, texts);
  return card(file, texts);

  /** What the browser cannot show is told like what has no preview. */
  function orCard<T extends HTMLElement>(element: T): T {
    element.addEventListener("error", () => {
      give(card(file, texts));
    });
    return element;
  }
}

/** What the server says that a content is; empty where it says nothing. */
export async function askType(url: string): Promise<string> {
  const init: RequestInit = { method: "HEAD", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer" };
  const response = await reach(url, init);
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

async function textOf(file: Shown, url: string, texts: Texts): Promise<HTMLElement> {
  if (file.size === 0) return make("p", { class: "state" }, texts.say("preview.empty"));
  const headers = { range: `bytes=0-${TEXT_BYTES - 1}` };
  const response = await reach(url, { headers, credentials: "omit", redirect: "error" });
  if (!response.ok) return card(file, texts);
  const text = decode(await response.arrayBuffer());
  const shown = make("pre", { tabindex: "0", "aria-label": file.name }, text);
  const cut = file.size > TEXT_BYTES;
  return make("div", { class: "text" }, shown, ...(cut ? [make("p", {}, texts.say("preview.beginning"))] : []));
}

/** Text in UTF-8, or else in the encoding of older Chinese files. The last character may be cut off. */
function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}
