// The page `s/LINK`: what somebody is shown who follows a link. And `s/login`: the way back from the
// login page.

import { Browser } from "../api/caller";
import { isReturn, openSession, readReturn } from "../api/login";
import { chooseLanguage, Texts } from "../i18n/texts";
import { explain, showFailure } from "../ui/states";
import { keptLanguage } from "./language";
import { SharePage } from "./page";
import { message } from "./notices";

/** What links say, as the last part of our address. */
function linkOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
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
else new SharePage(linkOf(location.pathname)).start();
