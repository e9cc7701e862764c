// The one error model (ARCHITECTURE.md, Errors): expected failures are values, bugs throw.
// Knows nothing of HTTP or React: lib/api maps codes to statuses, forms map fields to inputs.

export type ErrorCode =
  | "invalid"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "precondition_required"
  | "too_large"
  | "rate_limited"
  | "unavailable"
  | "internal";

export type AppError = {
  code: ErrorCode;
  message: string;
  /** JSON Pointer into the submitted noun → what to do about it. */
  fields?: Record<string, string[]>;
  /** The reference that the log line holds too; only for `internal`. */
  ref?: string;
  /** When to come back, for `rate_limited` and `unavailable`. */
  retryAfterSeconds?: number;
};

export type Result<T> = { ok: true; data: T } | { ok: false; error: AppError };

export function ok<T>(data: T): Result<T> {
  return { ok: true, data };
}

export function fail(
  code: ErrorCode,
  message: string,
  more: Omit<AppError, "code" | "message"> = {},
): { ok: false; error: AppError } {
  return { ok: false, error: { code, message, ...more } };
}
