// Links of shares in the form `/#/sharelink/i/LINK` belong to the page of shares. The server never sees
// what is behind the number sign; what stands behind the link itself goes on to that page.
"use strict";
{
  const follow = () => {
    const [, link, rest = ""] = /^#\/sharelink\/i\/([0-9A-Za-z]+)\/?(?:[?#&](.*))?$/.exec(location.hash) ?? [];
    if (link === undefined) return;
    location.replace(new URL(`s/${link}${rest === "" ? "" : `#${rest}`}`, new URL("./", location.href)));
  };
  addEventListener("hashchange", follow);
  follow();
}
