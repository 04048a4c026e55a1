// Why a call failed.

export class ApiError extends Error {
  /** The server's word or number for it; `network` when there was no answer, `ended` for a dead session. */
  readonly code: string;
  /** Seconds after which to try again, where the server says. */
  readonly wait: number;

  constructor(code: string, message = "", wait = 0) {
    super(message);
    this.name = "ApiError";
    this.code = code;
    this.wait = wait;
  }
}
