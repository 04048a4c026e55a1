// A person who speaks to the server without a browser, to prepare what browsers are shown.

import { ADMIN, PASSWORD } from "./coffer";

const PREFIX = "koodrive/ose/v1";

type Json = Readonly<Record<string, unknown>>;

interface Part {
  readonly partOffset: number;
  readonly partSize: number;
  readonly uploadUrl: string;
}

/** How something is shared; with whoever has the link where nothing else is said. */
export interface Sharing {
  readonly scope?: 1 | 2 | 3;
  readonly userIds?: readonly string[];
  readonly code?: string;
  readonly comment?: string;
  readonly permission?: { readonly preview: boolean; readonly download: boolean };
  /** When it ends; in a week where nothing is said. */
  readonly until?: Date;
}

export interface Shared {
  readonly id: string;
  readonly url: string;
  readonly short: string;
}

export class Person {
  readonly #url: string;
  readonly #token: string;
  readonly container: string;
  readonly id: string;

  private constructor(url: string, token: string, id: string, container: string) {
    this.#url = url;
    this.#token = token;
    this.id = id;
    this.container = container;
  }

  get token(): string {
    return this.#token.replace("Bearer+", "");
  }

  /** Logs in, as the administrator where nobody is named, in a session of its own. */
  static async logIn(url: string, login = ADMIN, password = PASSWORD): Promise<Person> {
    const asked = await json(await fetch(`${url}/${PREFIX}/session/authCodeURL?domain=localhost`));
    const form = await fetch(String(asked["uri"]));
    const csrf = /name="csrf" value="([^"]+)"/.exec(await form.text())?.[1] ?? "";
    const cookie = form.headers.getSetCookie().map((set) => set.split(";", 1)[0]).join("; ");
    const sent = await fetch(String(asked["uri"]), {
      method: "POST",
      headers: { cookie },
      body: new URLSearchParams({ csrf, login, password }),
      redirect: "manual",
    });
    const code = new URL(sent.headers.get("location") ?? "").searchParams.get("code");
    const opened = await post(`${url}/${PREFIX}/session`, { code }, {});
    const token = String(opened["accessToken"]);
    const id = String(opened["userId"]);
    const space = await fetch(`${url}/${PREFIX}/space/${id}?type=1`, {
      headers: { authorization: token },
    });
    const { containerId } = (await json(space))["data"] as { containerId: string };
    return new Person(url, token, id, containerId);
  }

  /** The same person in another session. */
  another(): Promise<Person> {
    return Person.logIn(this.#url);
  }

  /** The answer of 4.8.1. */
  async info(): Promise<Json> {
    const headers = { authorization: this.#token };
    return (await json(await fetch(`${this.#url}/${PREFIX}/sdk/get-js-sdk-info`, { headers })))["data"] as Json;
  }

  async logOff(): Promise<void> {
    await fetch(`${this.#url}/${PREFIX}/session/logoff`, { headers: { authorization: this.#token } });
  }

  async folder(parent: string, name: string): Promise<string> {
    const body = { containerId: this.container, parentFolder: [parent], fileName: name, fileType: "10", renameMode: 3 };
    return String((await this.#call("directory", body))["id"]);
  }

  async file(parent: string, name: string, content: Uint8Array | string): Promise<string> {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    const created = await this.#call("files/create", {
      containerId: this.container,
      parentFolder: [parent],
      fileName: name,
      length: bytes.length,
      uploadMode: "multipart",
      uploadType: 1,
      autoRename: 3,
    });
    for (const part of created["multiParts"] as readonly Part[]) {
      const body = bytes.slice(part.partOffset, part.partOffset + part.partSize);
      await fetch(part.uploadUrl, { method: "PUT", body });
    }
    const fileId = String(created["fileId"]);
    await this.#call("files/complete", { fileId, containerId: this.container });
    return fileId;
  }

  /** Brings in somebody with this login and the administrator's password, and logs him in. */
  async bringIn(login: string, name: string): Promise<Person> {
    await this.#call("users", { userId: login, name, login, password: PASSWORD });
    return Person.logIn(this.#url, login);
  }

  async share(files: readonly string[], how: Sharing = {}): Promise<Shared> {
    const answer = await this.#call("share", {
      scope: how.scope ?? 1,
      userIds: how.userIds ?? [],
      fileIds: files,
      containerId: this.container,
      permission: { edit: false, preview: true, download: true, ...how.permission },
      extractCode: how.code ?? "",
      comment: how.comment ?? "",
      ...(how.until === undefined ? { validDays: 7 } : { expireTime: how.until.toISOString() }),
    });
    const link = answer["shareLink"] as { shareId: string; linkUrl: string; shortUrl: string };
    return { id: link.shareId, url: link.linkUrl, short: link.shortUrl };
  }

  async callOff(share: Shared): Promise<void> {
    await this.#call("share/cancel", { shareIds: [share.id] });
  }

  /** Changes the extract code. */
  recode(share: Shared, code: string): Promise<void> {
    return this.#change(share, { extractCode: code });
  }

  /** Changes what visitors may do. */
  permit(share: Shared, permission: { readonly preview: boolean; readonly download: boolean }): Promise<void> {
    return this.#change(share, { permission: { edit: false, ...permission } });
  }

  /** Names in a folder of the own space. */
  async names(parent: string): Promise<string[]> {
    const body = { containerId: this.container, parentFileId: parent, pageInfo: { pageSize: 100 } };
    const listed = await this.#call("files/0", body);
    return (listed["files"] as readonly { fileName: string }[]).map(({ fileName }) => fileName);
  }

  /** Throws something away. */
  async recycle(fileId: string): Promise<void> {
    await this.#call("jobs", {
      taskType: 2,
      actionType: 201,
      dstContainerId: this.container,
      taskInfo: { srcContainerId: this.container, fileInfo: [{ fileId }] },
    });
  }

  async #change(share: Shared, change: Json): Promise<void> {
    const init = {
      method: "PUT",
      headers: { authorization: this.#token, "content-type": "application/json" },
      body: JSON.stringify(change),
    };
    await json(await fetch(`${this.#url}/${PREFIX}/share/${share.id}`, init));
  }

  #call(path: string, body: Json): Promise<Json> {
    return post(`${this.#url}/${PREFIX}/${path}`, body, { authorization: this.#token });
  }
}

async function post(url: string, body: Json, headers: Readonly<Record<string, string>>): Promise<Json> {
  const init = { method: "POST", headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
  return json(await fetch(url, init));
}

async function json(response: Response): Promise<Json> {
  const body = (await response.json()) as Json;
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${JSON.stringify(body)}`);
  return body;
}
