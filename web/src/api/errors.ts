// Why a call failed.

export class ApiError extends Error {
  /** The server's word or number for it; `network` when there was no answer, `ended` for a dead session. */
  readonly code: string;

  constructor(code: string, message = "") {
    super(message);
    this.name = "ApiError";
    this.code = code;
  }
}
