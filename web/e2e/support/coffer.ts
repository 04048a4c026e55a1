// The real program on data of its own.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export const ADMIN = "admin";
export const PASSWORD = "correct horse battery";
const LISTENING = "listening on ";

export class Coffer {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, process: ChildProcess, folder: string) {
    this.url = url;
    this.#process = process;
    this.#folder = folder;
  }

  /** Starts it; sites of these origins may embed it. */
  static async start(origins: readonly string[]): Promise<Coffer> {
    const folder = await mkdtemp(join(tmpdir(), "coffer-e2e-"));
    const child = spawn(binary(), ["serve"], {
      cwd: folder,
      env: {
        COFFER_LISTEN: "127.0.0.1:0",
        COFFER_DATA_DIR: join(folder, "data"),
        COFFER_ADMIN_USER: ADMIN,
        COFFER_ADMIN_PASSWORD: PASSWORD,
        COFFER_SDK_ORIGINS: origins.join(","),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const log: string[] = [];
    createInterface(child.stderr).on("line", (line) => log.push(line));
    for await (const line of createInterface(child.stdout)) {
      if (line.startsWith(LISTENING)) return new Coffer(line.slice(LISTENING.length).trim(), child, folder);
    }
    throw new Error(`the program does not start:\n${log.join("\n")}`);
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGTERM");
    await ended;
    await rm(this.#folder, { recursive: true });
  }
}

/** The program that `COFFER_BINARY` names, else the one that cargo built last. */
function binary(): string {
  const named = process.env["COFFER_BINARY"];
  if (named !== undefined) return named;
  const target = process.env["CARGO_TARGET_DIR"] ?? join(import.meta.dirname, "../../../target");
  const built = join(target, "debug/coffer");
  if (!existsSync(built)) throw new Error(`${built} is missing: build it, or name another in COFFER_BINARY`);
  return built;
}
