// An AppError as `application/problem+json` (RFC 9457). Every field is always there.
import { STATUS_CODES } from "node:http";
import * as z from "zod";
import type { AppError, ErrorCode } from "#lib/result";

export const problemType = "application/problem+json";

const statusOf: Record<ErrorCode, number> = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  precondition_required: 428,
  too_large: 413,
  rate_limited: 429,
  unavailable: 503,
  internal: 500,
};

export const Problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  /** The reference that the log line holds too; null unless `internal`. */
  ref: z.string().nullable(),
  /** JSON Pointer → messages. */
  fields: z.record(z.string(), z.array(z.string())),
});

/** `status` where HTTP has a word of its own for what is just `invalid` to us. */
export function problemResponse(error: AppError, more: { status?: number; allow?: string } = {}): Response {
  const status = more.status ?? statusOf[error.code];
  const headers = new Headers({ "content-type": problemType, "cache-control": "no-store" });
  if (more.allow !== undefined) headers.set("allow", more.allow);
  if (error.retryAfterSeconds !== undefined) headers.set("retry-after", String(Math.ceil(error.retryAfterSeconds)));
  if (error.code === "unauthenticated") headers.set("www-authenticate", 'Bearer realm="Outspan"');
  return new Response(JSON.stringify(problemOf(error, status)), { status, headers });
}

/** The body alone: the gate before the API refuses in the same shape. */
export function problemOf(error: AppError, status: number): z.output<typeof Problem> {
  return {
    type: "about:blank",
    title: STATUS_CODES[status] ?? "Error",
    status,
    detail: error.message,
    code: error.code,
    ref: error.ref ?? null,
    fields: error.fields ?? {},
  };
}
