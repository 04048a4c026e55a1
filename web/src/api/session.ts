// The token of an embedding: it lives in this page's memory and nowhere else.

import type { Language, Ticket } from "../protocol";
import { type Answer, BASE, type Caller, type Person, reach, readJson } from "./caller";
import { ApiError } from "./errors";
import { text } from "./json";

const EXCHANGE = "api/v1/embed/session";
const UNAUTHORIZED = 401;

export class Session implements Caller {
  readonly #language: Language;
  readonly #renew: () => Promise<Ticket | undefined>;
  #token = "";
  #renewing: Promise<void> | undefined;

  /** `renew` asks the site for another ticket. */
  constructor(language: Language, renew: () => Promise<Ticket | undefined>) {
    this.#language = language;
    this.#renew = renew;
  }

  async open(ticket: Ticket): Promise<Person> {
    const body = { page_token: ticket.pageToken, sdk_auth_code: ticket.code };
    const response = await this.#send(EXCHANGE, body);
    const answer = await readJson(response);
    if (!response.ok) throw new ApiError(text(answer, "code"), text(answer, "message"));
    this.#token = text(answer, "token");
    return { id: text(answer, "user_id"), name: text(answer, "user_name") };
  }

  /** Calls an operation, without a body by GET. A token that has ended is replaced once. */
  async call(path: string, body?: unknown): Promise<Answer> {
    let response = await this.#send(path, body);
    if (response.status === UNAUTHORIZED) {
      // Calls that fail together renew together.
      await (this.#renewing ??= this.#reopen());
      response = await this.#send(path, body);
    }
    const answer = await readJson(response);
    if (answer["code"] === 0) return answer;
    if (response.status === UNAUTHORIZED) throw new ApiError("ended");
    throw new ApiError(String(answer["code"]), text(answer, "msg"));
  }

  async #reopen(): Promise<void> {
    try {
      const ticket = await this.#renew();
      if (ticket === undefined) throw new ApiError("ended");
      await this.open(ticket);
    } catch (error) {
      throw error instanceof ApiError && error.code === "network" ? error : new ApiError("ended");
    } finally {
      this.#renewing = undefined;
    }
  }

  #send(path: string, body: unknown): Promise<Response> {
    const headers: Record<string, string> = { language: this.#language, "accept-language": this.#language };
    if (this.#token !== "") headers["authorization"] = `Bearer ${this.#token}`;
    if (body !== undefined) headers["content-type"] = "application/json";
    const init: RequestInit = { headers, credentials: "omit", cache: "no-store", redirect: "error" };
    if (body !== undefined) Object.assign(init, { method: "POST", body: JSON.stringify(body) });
    return reach(new URL(path, BASE), init);
  }
}
