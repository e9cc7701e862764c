// What a page says when its server did not answer: an error like those that a server tells.
import type { AppError } from "#lib/result";

export const unreachable: AppError = {
  code: "unavailable",
  message: "Cannot reach Outspan. What you typed stays here.",
};
