// Where the extract code is given.

import { FAILED, isFailure } from "../api/visit";
import type { Texts } from "../i18n/texts";
import { make } from "../ui/dom";
import { explain } from "../ui/states";

const LENGTH = 8;
const SECOND = 1_000;
export interface CodeForm {
  readonly element: HTMLFormElement;
  focus(): void;
}

/** A form for the code. `prove` fails when it is wrong; `text` says why it is asked for. */
export function codeForm(texts: Texts, text: string, prefilled: string, prove: (code: string) => Promise<void>): CodeForm {
  const wrong = make("p", { class: "wrong", id: "code-wrong", role: "alert" });
  const input = make("input", {
    id: "code",
    name: "code",
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    enterkeyhint: "go",
    "aria-describedby": "code-text code-wrong",
    value: prefilled,
  });
  const open = make("button", { type: "submit", class: "primary" }, texts.say("share.code.open"));
  const element = make(
    "form",
    { class: "code", novalidate: "" },
    make("h2", {}, texts.say("share.code.title")),
    make("p", { id: "code-text" }, text),
    make("label", { for: "code" }, texts.say("share.code.label")),
    make("div", { class: "line" }, input, open),
    wrong,
  );
  const tell = (said: string): void => {
    wrong.textContent = said;
    input.toggleAttribute("aria-invalid", said !== "");
  };
  input.addEventListener("paste", (event) => {
    const found = findCode(event.clipboardData?.getData("text") ?? "");
    if (found === undefined) return;
    event.preventDefault();
    input.value = found;
    if (!waits) tell("");
  });
  let waits = false;
  input.addEventListener("input", () => {
    if (!waits) tell("");
  });
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    if (open.disabled) return;
    const code = input.value.replace(/\s/g, "");
    if (code.length !== LENGTH) {
      tell(texts.say("share.code.short"));
      input.focus();
      return;
    }
    void give(code);
  });
  return { element, focus: () => { input.focus(); } };

  async function give(code: string): Promise<void> {
    open.disabled = true;
    tell("");
    let wait = 0;
    try {
      await prove(code);
    } catch (error) {
      if (isFailure(error, FAILED.code)) tell(texts.say("share.code.wrong"));
      else if (isFailure(error, FAILED.tooMany)) {
        wait = Math.max(error.wait, 1);
        waits = true;
        tell(texts.say("share.code.many", { time: texts.duration(wait) }));
      } else tell(explain(error, texts));
      input.select();
      input.focus();
    }
    // Who has tried too often waits.
    setTimeout(() => {
      open.disabled = false;
      if (waits) tell("");
      waits = false;
    }, wait * SECOND);
  }
}

/** What says that a code follows. */
const SAID = /(?:提取码|密码|(?<![A-Za-z])(?:code|password))\s*(?:is|为|是)?\s*[:：=]\s*([0-9A-Za-z]{8})(?![0-9A-Za-z])/i;
const NEAR = /(?:提取码|密码|(?<![A-Za-z])(?:code|password))[^0-9A-Za-z]{0,4}(?:is\s+)?([0-9A-Za-z]{8})(?![0-9A-Za-z])/i;

/** A code in a text that was copied with it: what is said to be one, else what looks most like one. */
export function findCode(text: string): string | undefined {
  const words = text.split(/[^0-9A-Za-z]+/).filter((word) => word.length === LENGTH);
  const mixed = words.filter((word) => /[0-9]/.test(word) && /[A-Za-z]/.test(word));
  const near = NEAR.exec(text)?.[1];
  const likely = near !== undefined && mixed.includes(near) ? near : mixed.at(-1);
  return SAID.exec(text)?.[1] ?? likely ?? near ?? words.at(-1);
}
