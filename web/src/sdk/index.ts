// The script that other sites load: `CofferSdk.init({ info }).openPicker({ … })`.

import { type FileReference, type Language, type PickedFile, readLanguage } from "../protocol";
import { Embedded, type Opened } from "./frame";
import { EmbedError, type Info, type InfoSource } from "./info";

export { EmbedError };
export type { FileReference, Info, InfoSource, Language, Opened, PickedFile };

export interface InitOptions {
  /**
   * What `get-js-sdk-info` answered to your server, its `data`. It opens one view. A function that
   * fetches a new one from your server each time it is called opens as many as you like, and lets
   * them go on when they have been open for long.
   */
  readonly info: InfoSource;
  /** `en` or `zh-CN`; the browser's when absent. */
  readonly language?: string;
}

interface OpenOptions {
  /** Where the view is shown, filling it: an element or the selector of one. */
  readonly container: HTMLElement | string;
  /** It cannot be shown; the view is gone. */
  readonly onError?: (error: EmbedError) => void;
}

export interface PickerOptions extends OpenOptions {
  /** Whether more than one file may be picked. */
  readonly multiple?: boolean;
  /** Which files may be picked, as in `<input accept>`: `image/*`, `application/pdf`, `.docx`. */
  readonly types?: readonly string[];
  /** Somebody has picked; the view is gone. */
  readonly onPick: (files: readonly PickedFile[]) => void;
  /** Somebody has cancelled; the view is gone. */
  readonly onCancel?: () => void;
}

export interface PreviewOptions extends OpenOptions {
  readonly file: FileReference;
  /** Somebody has closed it; the view is gone. */
  readonly onClose?: () => void;
}

export interface Coffer {
  openPicker(options: PickerOptions): Opened;
  openPreview(options: PreviewOptions): Opened;
}

export function init({ info, language }: InitOptions): Coffer {
  const shared = { info: oncePerView(info), language: readLanguage(language) };
  return {
    openPicker: ({ container, multiple = false, types = [], onPick, onCancel, onError }) =>
      new Embedded(element(container), {
        ...shared,
        view: { kind: "picker", multiple, types },
        onPick,
        onClose: onCancel,
        onError,
      }),
    openPreview: ({ container, file, onClose, onError }) =>
      new Embedded(element(container), {
        ...shared,
        view: { kind: "preview", file: { containerId: file.containerId, fileId: file.fileId } },
        onClose,
        onError,
      }),
  };
}

function element(container: HTMLElement | string): HTMLElement {
  const found = typeof container === "string" ? document.querySelector(container) : container;
  if (found instanceof HTMLElement) return found;
  throw new EmbedError("container", "the container does not exist");
}

/** One answer of the server opens one view: a second use of its code would end the first. */
function oncePerView(info: InfoSource): () => Promise<Info> {
  if (typeof info === "function") return info;
  let used = false;
  return () => {
    if (used) {
      const why = "this answer of get-js-sdk-info was used: hand a function to init that fetches a new one";
      return Promise.reject(new EmbedError("used", why));
    }
    used = true;
    return Promise.resolve(info);
  };
}
