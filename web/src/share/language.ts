// The language that somebody has chosen on the page, for the next time.

import { type Language, readLanguage } from "../protocol";

const KEY = "coffer.language";

export function keptLanguage(): Language | undefined {
  try {
    return readLanguage(localStorage.getItem(KEY));
  } catch {
    return undefined;
  }
}

export function keepLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // It is chosen for now.
  }
}
