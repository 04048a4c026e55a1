// One view of Coffer inside the site's page.

import {
  envelope,
  type FromFrame,
  type FromPage,
  type Language,
  makeNonce,
  type PickedFile,
  readFromFrame,
  type Ticket,
  type View,
} from "../protocol";
import { EmbedError, type Info, readInfo } from "./info";

/** A frame that was loaded and says nothing for so long is not ours: the browser has refused it. */
const SILENCE_MS = 5_000;

export interface Opened {
  /** Takes the view away without a word. */
  close(): void;
}

export interface EmbeddedOptions {
  readonly view: View;
  readonly info: () => Promise<Info>;
  readonly language: Language | undefined;
  readonly onPick?: (files: readonly PickedFile[]) => void;
  readonly onClose: (() => void) | undefined;
  readonly onError: ((error: EmbedError) => void) | undefined;
}

export class Embedded implements Opened {
  readonly #options: EmbeddedOptions;
  readonly #frame = document.createElement("iframe");
  readonly #nonce = makeNonce();
  readonly #listener = (event: MessageEvent<unknown>): void => {
    this.#receive(event);
  };
  readonly #refused = (): void => {
    this.#fail(new EmbedError("refused", "the server does not answer, or does not let this site embed it"));
  };
  #origin = "";
  #heard = false;
  #ticket: Ticket | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(container: HTMLElement, options: EmbeddedOptions) {
    this.#options = options;
    this.#start(container).catch((error: unknown) => {
      this.#fail(asEmbedError(error));
    });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#silence);
    window.removeEventListener("message", this.#listener);
    this.#frame.remove();
  }

  async #start(container: HTMLElement): Promise<void> {
    const { ticket, script } = readInfo(await this.#options.info());
    if (this.#closed) return;
    this.#ticket = ticket;
    this.#origin = script.origin;
    const address = new URL(`../embed/${this.#options.view.kind}`, script);
    // In the fragment: it is for the page in the frame, and never sent to a server.
    address.hash = new URLSearchParams({ origin: location.origin, nonce: this.#nonce }).toString();
    window.addEventListener("message", this.#listener);
    const frame = this.#frame;
    frame.addEventListener("load", () => {
      if (!this.#heard) this.#silence = setTimeout(this.#refused, SILENCE_MS);
    });
    frame.title = "Coffer";
    frame.referrerPolicy = "no-referrer";
    frame.allow = "fullscreen";
    Object.assign(frame.style, { border: "0", width: "100%", height: "100%", display: "block" });
    frame.src = address.href;
    container.append(frame);
  }

  #receive(event: MessageEvent<unknown>): void {
    if (event.source !== this.#frame.contentWindow || event.origin !== this.#origin) return;
    const message = readFromFrame(event.data, this.#nonce);
    if (message !== undefined) this.#act(message);
  }

  #act(message: FromFrame): void {
    switch (message.kind) {
      case "ready":
        this.#open();
        break;
      case "ticket-wanted":
        void this.#renew();
        break;
      case "picked":
        this.close();
        this.#options.onPick?.(message.files);
        break;
      case "closed":
        this.close();
        this.#options.onClose?.();
        break;
      case "failed":
        this.#fail(new EmbedError(message.code, message.message));
        break;
    }
  }

  /** The code goes to the page that has proved to be Coffer's, and once. */
  #open(): void {
    const ticket = this.#ticket;
    if (ticket === undefined) return;
    this.#ticket = undefined;
    this.#heard = true;
    clearTimeout(this.#silence);
    const { view, language } = this.#options;
    this.#send({ kind: "open", view, language, ticket });
    this.#frame.focus();
  }

  async #renew(): Promise<void> {
    try {
      const { ticket } = readInfo(await this.#options.info());
      if (!this.#closed) this.#send({ kind: "ticket", ticket });
    } catch {
      if (!this.#closed) this.#send({ kind: "no-ticket" });
    }
  }

  #send(message: FromPage): void {
    this.#frame.contentWindow?.postMessage(envelope(this.#nonce, message), this.#origin);
  }

  #fail(error: EmbedError): void {
    if (this.#closed) return;
    this.close();
    this.#options.onError?.(error);
  }
}

function asEmbedError(error: unknown): EmbedError {
  if (error instanceof EmbedError) return error;
  return new EmbedError("info", error instanceof Error ? error.message : String(error));
}
