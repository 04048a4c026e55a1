// Which files may be picked, in the words of `<input accept>`.

interface Named {
  readonly name: string;
  readonly mimeType: string;
}

/** Whether a file is of one of these types; all are when none is named. */
export function accepts(types: readonly string[], file: Named): boolean {
  return types.length === 0 || types.some((type) => matches(type.trim().toLowerCase(), file));
}

function matches(type: string, file: Named): boolean {
  if (type.startsWith(".")) return file.name.toLowerCase().endsWith(type);
  const mimeType = file.mimeType.toLowerCase().split(";", 1)[0]?.trim() ?? "";
  if (type === "*/*") return true;
  return type.endsWith("/*") ? mimeType.startsWith(type.slice(0, -1)) : mimeType === type;
}
