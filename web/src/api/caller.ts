// Who calls operations of the server: with a token of its own, or with the browser's cookie.

import type { Language } from "../protocol";
import { ApiError } from "./errors";
import { fields, text } from "./json";

export type Answer = Readonly<Record<string, unknown>>;

export interface Person {
  readonly id: string;
  readonly name: string;
}

export interface Caller {
  /** Calls an operation, without a body by GET. */
  call(path: string, body?: unknown): Promise<Answer>;
}

/** Where the server is: its pages are one folder down, perhaps below a folder of a proxy. */
export const BASE = new URL("../", location.href);
const UNAUTHENTICATED = "13000202";

/** A browser in which somebody may be logged in: the cookie says who, and no script reads it. */
export class Browser implements Caller {
  readonly #language: () => Language;

  constructor(language: () => Language) {
    this.#language = language;
  }

  async call(path: string, body?: unknown): Promise<Answer> {
    const language = this.#language();
    const headers: Record<string, string> = { language, "accept-language": language };
    const init: RequestInit = { headers, credentials: "same-origin", cache: "no-store", redirect: "error" };
    if (body !== undefined) {
      headers["content-type"] = "application/json";
      Object.assign(init, { method: "POST", body: JSON.stringify(body) });
    }
    const response = await reach(new URL(path, BASE), init);
    const answer = await readJson(response);
    if (answer["code"] === 0) return answer;
    const wait = Number(response.headers.get("retry-after") ?? "");
    throw new ApiError(String(answer["code"]), text(answer, "msg"), Number.isFinite(wait) ? wait : 0);
  }

  /** Who is logged in. */
  async person(): Promise<Person | undefined> {
    try {
      const data = fields((await this.call("koodrive/ose/v1/session/auth"))["data"]);
      return { id: text(data, "innerUserId"), name: text(data, "userName") };
    } catch (error) {
      if (error instanceof ApiError && error.code === UNAUTHENTICATED) return undefined;
      throw error;
    }
  }
}

/** `fetch`, whose failures are told as those of the network. */
export async function reach(url: URL | string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    throw new ApiError("network", String(error));
  }
}

export async function readJson(response: Response): Promise<Answer> {
  let value: unknown;
  try {
    value = await response.json();
  } catch (error) {
    throw new ApiError("network", String(error));
  }
  return fields(value);
}
