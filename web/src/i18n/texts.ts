// Texts, sizes and times in one language.

import type { Language } from "../protocol";
import { readLanguage } from "../protocol";
import { en, type Key } from "./en";
import { zhCN } from "./zh-CN";

const TEXTS: Readonly<Record<Language, Readonly<Record<Key, string>>>> = { en, "zh-CN": zhCN };
const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

export class Texts {
  readonly language: Language;
  readonly #time: Intl.DateTimeFormat;
  readonly #number: Intl.NumberFormat;

  constructor(language: Language) {
    this.language = language;
    // People of one language write times in many ways.
    const locale = navigator.languages.find((one) => one.startsWith(`${language}-`)) ?? language;
    this.#time = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
    this.#number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  }

  /** The text for a key, with what its holes are filled with. */
  say(key: Key, holes: Readonly<Record<string, number | string>> = {}): string {
    return TEXTS[this.language][key].replace(/\{(\w+)\}/g, (hole, name: string) => {
      const filling = holes[name];
      return filling === undefined ? hole : String(filling);
    });
  }

  size(bytes: number): string {
    const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
    return `${this.#number.format(bytes / 1024 ** power)} ${UNITS[power] ?? "B"}`;
  }

  /** How long, in minutes when it is a minute at least. */
  duration(seconds: number): string {
    const [count, unit] = seconds < 60 ? [seconds, "second"] : [Math.ceil(seconds / 60), "minute"];
    return new Intl.NumberFormat(this.language, { style: "unit", unit, unitDisplay: "long" }).format(count);
  }

  time(time: string): string {
    const date = new Date(time);
    return Number.isNaN(date.getTime()) ? "" : this.#time.format(date);
  }
}

/** The language that the site asks for, else the browser's. */
export function chooseLanguage(asked: Language | undefined): Language {
  if (asked !== undefined) return asked;
  return navigator.languages.map(readLanguage).find((language) => language !== undefined) ?? "en";
}
