// The server of the site: it shows the page, and asks Coffer for what the page needs.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

/** `drive` is Coffer's address, `token` that of the person who is logged in. */
export function site({ drive, token }) {
  return createServer(async (request, response) => {
    if (request.url === "/drive-info") {
      const headers = { authorization: `Bearer ${await token()}` };
      const answer = await fetch(`${await drive()}/koodrive/ose/v1/sdk/get-js-sdk-info`, { headers });
      const { data } = await answer.json();
      // It opens somebody's files, once: nobody on the way keeps it.
      response.setHeader("cache-control", "no-store");
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(data ?? {}));
      return;
    }
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(await readFile(new URL("index.html", import.meta.url)));
  });
}
