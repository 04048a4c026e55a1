// What is shown instead of content: loading, nothing there, something wrong.

import { ApiError } from "../api/errors";
import type { Texts } from "../i18n/texts";
import { button, make } from "./dom";

/** A failure in the person's words. The server's own texts are in them already. */
export function explain(error: unknown, texts: Texts): string {
  if (!(error instanceof ApiError)) return texts.say("state.failed");
  switch (error.code) {
    case "ended":
    case "unauthenticated":
      return texts.say("state.ended");
    case "network":
      return texts.say("state.network");
    case "answer":
      return texts.say("state.failed");
    default:
      return error.message;
  }
}

/** Shows a failure, and a way to try again if there is one. */
export function showFailure(place: HTMLElement, text: string, retry?: { label: string; act: () => void }): void {
  const failure = make("div", { role: "alert", class: "state failure" }, make("p", {}, text));
  if (retry !== undefined) failure.append(button(retry.label, retry.act));
  place.replaceChildren(failure);
}

export function showNote(place: HTMLElement, text: string): void {
  place.replaceChildren(make("p", { class: "state" }, text));
}
