// The page around this one: who it is, and what is said to it.

import { envelope, type FromFrame, type FromPage, isNonce, readFromPage, type Ticket } from "../protocol";

export type Opening = Extract<FromPage, { kind: "open" }>;

/** Why there is nobody to talk to. */
export type NoHost = "alone" | "refused";

export class Host {
  readonly #origin: string;
  readonly #nonce: string;
  #waiting: ((ticket: Ticket | undefined) => void)[] = [];

  private constructor(origin: string, nonce: string) {
    this.#origin = origin;
    this.#nonce = nonce;
  }

  /** The page around, if it names itself in our address and the operator has listed it. */
  static find(): Host | NoHost {
    const fragment = new URLSearchParams(location.hash.slice(1));
    const origin = fragment.get("origin") ?? "";
    const nonce = fragment.get("nonce") ?? "";
    if (window.parent === window || !isNonce(nonce)) return "alone";
    // The list is the server's. The browser holds to it as well before it loads this page.
    const listed = (document.documentElement.dataset["origins"] ?? "").split(" ");
    if (origin === "" || !listed.includes(origin)) return "refused";
    // Nothing that is opened from here learns the nonce from our address.
    history.replaceState(null, "", location.pathname);
    return new Host(origin, nonce);
  }

  /** Says that we are here and waits for what to show. */
  greet(): Promise<Opening> {
    return new Promise((resolve) => {
      window.addEventListener("message", (event: MessageEvent<unknown>) => {
        if (event.source !== window.parent || event.origin !== this.#origin) return;
        const message = readFromPage(event.data, this.#nonce);
        if (message?.kind === "open") resolve(message);
        else if (message !== undefined) this.#answer(message.kind === "ticket" ? message.ticket : undefined);
      });
      this.say({ kind: "ready" });
    });
  }

  /** Asks the site for another ticket; it may have none. */
  ticket(): Promise<Ticket | undefined> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.say({ kind: "ticket-wanted" });
    });
  }

  /** Browsers deliver this to the origin that was checked, and to no other. */
  say(message: FromFrame): void {
    window.parent.postMessage(envelope(this.#nonce, message), this.#origin);
  }

  #answer(ticket: Ticket | undefined): void {
    for (const resolve of this.#waiting.splice(0)) resolve(ticket);
  }
}
