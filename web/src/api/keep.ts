// What this tab remembers until it is closed; browsers that keep nothing remember while the page is there.

const memory = new Map<string, string>();

export function keep(key: string, value: string | undefined): void {
  if (value === undefined) memory.delete(key);
  else memory.set(key, value);
  try {
    if (value === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    // Storage is shut off: memory has it.
  }
}

export function kept(key: string): string | undefined {
  try {
    return sessionStorage.getItem(key) ?? memory.get(key);
  } catch {
    return memory.get(key);
  }
}

/** What was kept as JSON; nothing when it is none. */
export function keptJson(key: string): unknown {
  try {
    return JSON.parse(kept(key) ?? "null");
  } catch {
    return undefined;
  }
}
