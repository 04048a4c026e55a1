import type { Server } from "node:http";

export function site(options: {
  readonly drive: () => Promise<string> | string;
  readonly token: () => Promise<string> | string;
}): Server;
