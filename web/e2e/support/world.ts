// What every test starts with: the program, a site that it lists, one that it does not, and a person.

import { test as base, expect, type FrameLocator, type Page } from "@playwright/test";
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { site } from "../example/server.mjs";
import { Coffer } from "./coffer";
import { Person } from "./person";

interface Servers {
  readonly coffer: Coffer;
  readonly listed: string;
  readonly unlisted: string;
  /** Whom the sites take for logged in. */
  visitor: Person | undefined;
}

export const test = base.extend<{ person: Person }, { servers: Servers }>({
  servers: [
    async ({}, use) => {
      const servers: { coffer?: Coffer; visitor?: Person } = {};
      const options = {
        drive: () => servers.coffer?.url ?? "",
        token: () => servers.visitor?.token ?? "",
      };
      const sites = [site(options), site(options)] as const;
      const [listed, unlisted] = await Promise.all([listen(sites[0]), listen(sites[1])]);
      const coffer = await Coffer.start([listed]);
      servers.coffer = coffer;
      await use(Object.assign(servers, { coffer, listed, unlisted, visitor: undefined }));
      await coffer.stop();
      for (const server of sites) server.close();
    },
    { scope: "worker" },
  ],
  person: async ({ servers }, use) => {
    const person = await Person.logIn(servers.coffer.url);
    servers.visitor = person;
    await use(person);
  },
});

export { expect };

/** Opens the site's page and its picker. */
export async function openPicker(page: Page, site: string): Promise<FrameLocator> {
  await page.goto(site);
  await page.getByRole("button", { name: "Pick a file" }).click();
  return page.frameLocator("#drive iframe");
}

/** What the site's page says was picked. */
export async function picked(page: Page): Promise<unknown> {
  const said = page.locator("#said");
  await expect(said).toHaveText(/^\[/);
  return JSON.parse((await said.textContent()) ?? "");
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}
