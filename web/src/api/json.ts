// Reading the server's JSON: what is not as the operation says is a failure, not an `undefined` later.

import { type Fields, isFields, isText } from "../protocol";
import { ApiError } from "./errors";

export function fields(value: unknown): Fields {
  if (isFields(value)) return value;
  throw new ApiError("answer", "an object is missing in the answer");
}

export function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new ApiError("answer", "a list is missing in the answer");
}

export function text(from: Fields, name: string): string {
  const value = from[name];
  if (isText(value)) return value;
  throw new ApiError("answer", `${name} is missing in the answer`);
}

export function optionalText(from: Fields, name: string): string | undefined {
  const value = from[name];
  return isText(value) && value !== "" ? value : undefined;
}

export function number(from: Fields, name: string): number {
  const value = Number(from[name]);
  if (Number.isFinite(value)) return value;
  throw new ApiError("answer", `${name} is no number in the answer`);
}
