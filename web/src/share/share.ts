// The page `s/LINK`: what somebody is shown who follows a link. And `s/login`: the way back from the
// login page.

import { Browser } from "../api/caller";
import { isReturn, openSession, readReturn } from "../api/login";
import { chooseLanguage, Texts } from "../i18n/texts";
import { findCode } from "./code";
import { explain, showFailure } from "../ui/states";
import { keptLanguage } from "./language";
import { SharePage } from "./page";
import { message } from "./notices";

const LINK = /^([0-9a-f]{32})(?![0-9a-z])(.*)$/is;

/** What the link says, as the last part of our address, and what a messenger has put behind it. */
function readLink(path: string): readonly [string, string] {
  const said = path.slice(path.lastIndexOf("/") + 1);
  const [, link, behind = ""] = LINK.exec(decoded(said)) ?? [];
  return link === undefined ? [said, ""] : [link.toLowerCase(), behind];
}

function decoded(said: string): string {
  try {
    return decodeURIComponent(said);
  } catch {
    return said;
  }
}

function begin(): void {
  const [link, behind] = readLink(location.pathname);
  // The address is the link alone, so that it can be passed on.
  if (!location.pathname.endsWith(`/${link}`)) history.replaceState(history.state, "", link + location.hash);
  new SharePage(link, findCode(behind) ?? "").start();
}

async function goOn(): Promise<void> {
  const texts = new Texts(chooseLanguage(keptLanguage()));
  document.documentElement.lang = texts.language;
  const browser = new Browser(() => texts.language);
  const came = readReturn();
  if (came === undefined) {
    document.body.replaceChildren(message(texts.say("share.lost.title"), texts.say("share.lost.text")));
    return;
  }
  const follow = (): void => { location.replace(came.share); };
  try {
    await openSession(browser, came);
    follow();
  } catch (error) {
    showFailure(document.body, explain(error, texts), { label: texts.say("state.retry"), act: follow });
  }
}

if (isReturn()) void goOn();
else begin();
