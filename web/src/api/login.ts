// Logging in on the way: to the server's login page, and back to the share.
//
// What has to be known on the way back is kept in this tab. The code is bound to it by `state`, and by
// a verifier (RFC 7636) where browsers give pages the means, which they do under https.

import { type Browser, BASE } from "./caller";
import { isFields, isText } from "../protocol";
import { text } from "./json";
import { keep, kept, keptJson } from "./keep";

const SESSION = "koodrive/ose/v1/session";
const KEY = "coffer.login";
/** The share that one has come back to: the browser's way back leads through the login page once more. */
const CAME = "coffer.login.share";
/** The page of ours that the code comes to. */
const RETURN = "s/login";
const RANDOM_BYTES = 32;

/** Sends the browser to the login page; `other` when somebody else shall log in than is already. */
export async function leaveToLogIn(browser: Browser, share: string, language: string, other: boolean): Promise<void> {
  const answer = await browser.call(`${SESSION}/authCodeURL?domain=${encodeURIComponent(location.host)}`);
  const state = randomText();
  const url = new URL(text(answer, "uri"));
  url.searchParams.set("redirect_uri", `${text(answer, "orgIdHost")}/${RETURN}`);
  url.searchParams.set("state", state);
  url.searchParams.set("lang", language);
  if (other) url.searchParams.set("prompt", "login");
  let verifier = "";
  if (window.isSecureContext) {
    verifier = randomText();
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
    url.searchParams.set("code_challenge", base64Url(new Uint8Array(digest)));
    url.searchParams.set("code_challenge_method", "S256");
  }
  keep(KEY, JSON.stringify({ state, verifier, share }));
  location.assign(url);
}

/** Whether this is the page that one comes back to. */
export function isReturn(): boolean {
  return location.pathname === new URL(RETURN, BASE).pathname;
}

/** What came back from the login page. */
export interface Return {
  /** The share to go on with. */
  readonly share: string;
  /** Nothing when somebody has changed his mind: the share says what it needs. */
  readonly code: string | undefined;
  readonly verifier: string | undefined;
}

/**
 * What this address says; nothing where the login did not begin in this tab. A login that is over opens
 * nothing again, and leads on to its share.
 */
export function readReturn(): Return | undefined {
  const came = new URLSearchParams(location.search);
  // The code works once, but need not stay in the address.
  history.replaceState(null, "", location.pathname);
  const noted = keptJson(KEY);
  keep(KEY, undefined);
  if (!isFields(noted)) {
    const share = kept(CAME);
    return share === undefined ? undefined : { share, code: undefined, verifier: undefined };
  }
  const { state, verifier, share } = noted;
  if (!isText(state) || !isText(verifier) || !isText(share) || came.get("state") !== state) return undefined;
  keep(CAME, share);
  return { share, code: came.get("code") ?? undefined, verifier: verifier === "" ? undefined : verifier };
}

/** Opens the session, which the browser's cookie stands for from then on. */
export async function openSession(browser: Browser, came: Return): Promise<void> {
  if (came.code === undefined) return;
  await browser.call(SESSION, { code: came.code, codeVerifier: came.verifier });
}

/** Ends the session, and the browser's login that it came from. */
export async function logOut(browser: Browser): Promise<void> {
  await browser.call(`${SESSION}/logoff`);
}

function randomText(): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(RANDOM_BYTES)));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
