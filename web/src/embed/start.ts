// What both pages begin with: find the page around, exchange the code, then show the view.

import { Drive } from "../api/drive";
import { ApiError } from "../api/errors";
import { Session } from "../api/session";
import { chooseLanguage, Texts } from "../i18n/texts";
import type { View } from "../protocol";
import { make } from "../ui/dom";
import { Host } from "./host";
import { explain, showFailure } from "../ui/states";

export interface Scene<V extends View> {
  readonly drive: Drive;
  readonly host: Host;
  readonly texts: Texts;
  readonly view: V;
}

type ViewOf<K extends View["kind"]> = Extract<View, { kind: K }>;

/** Starts the page of views of this kind. */
export async function start<K extends View["kind"]>(kind: K, show: (scene: Scene<ViewOf<K>>) => void): Promise<void> {
  let texts = speak(new Texts(chooseLanguage(undefined)));
  const host = Host.find();
  if (!(host instanceof Host)) {
    showFailure(document.body, texts.say(host === "alone" ? "state.alone" : "state.refused"));
    return;
  }
  closeOnEscape(host);
  document.body.append(make("p", { role: "status", class: "state" }, texts.say("state.loading")));
  const opening = await host.greet();
  texts = speak(new Texts(chooseLanguage(opening.language)));
  const { view } = opening;
  if (!isOf(view, kind)) return;
  const session = new Session(texts.language, () => host.ticket());
  try {
    const drive = new Drive(session, await session.open(opening.ticket));
    document.body.replaceChildren();
    show({ drive, host, texts, view });
  } catch (error) {
    // Nothing of ours can help: the site is told, and takes the view away.
    const code = error instanceof ApiError ? error.code : "failed";
    host.say({ kind: "failed", code: code === "unauthenticated" ? "ended" : code, message: explain(error, texts) });
  }
}

function isOf<K extends View["kind"]>(view: View, kind: K): view is ViewOf<K> {
  return view.kind === kind;
}

function speak(texts: Texts): Texts {
  document.documentElement.lang = texts.language;
  return texts;
}

function closeOnEscape(host: Host): void {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    event.preventDefault();
    host.say({ kind: "closed" });
  });
}
