// What the site's server was told.

import { isFields, isText, type Ticket } from "../protocol";

/** The `data` of `get-js-sdk-info`. */
export interface Info {
  readonly js_sdk_url: string;
  readonly page_token: string;
  readonly orgid_config: string;
}

export type InfoSource = Info | (() => Promise<Info>);

/** Why a view cannot be shown. */
export class EmbedError extends Error {
  /**
   * `info` the server's answer is none; `used` it was used before; `refused` this site may not embed,
   * or the server cannot be reached; `ended` the person's session is over; `container` there is no
   * place for it; else what the server says.
   */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = "EmbedError";
    this.code = code;
  }
}

/** What opens a view, and the address of this script, beside which the views are. */
export function readInfo(info: Info): { ticket: Ticket; script: URL } {
  const { js_sdk_url: url, page_token: pageToken, orgid_config: config } = info as Partial<Info>;
  const code = isText(config) ? readCode(config) : undefined;
  if (!isText(url) || !isText(pageToken) || code === undefined) {
    throw new EmbedError("info", "this is no answer of get-js-sdk-info: hand over what is in its data");
  }
  return { ticket: { pageToken, code }, script: new URL(url) };
}

function readCode(config: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(config);
    const code = isFields(parsed) ? parsed["sdk_auth_code"] : undefined;
    return isText(code) ? code : undefined;
  } catch {
    return undefined;
  }
}
