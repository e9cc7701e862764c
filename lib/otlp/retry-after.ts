// Retry-After (R7.2): seconds or an HTTP-date; a past date is 0, absurd values are clamped to an hour. Pure.

const longestMs = 3_600_000;

/** Measured against the server's own Date where it sent one, so that a wrong clock here does no harm. */
export function retryAfterMs(headers: Readonly<Record<string, string>>, nowMs: number): number | null {
  const value = headers["retry-after"]?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(value)) return Math.min(Number(value) * 1000, longestMs);
  // Date.parse takes far more than HTTP-dates ("2026-…" among it): these all begin with the weekday.
  const at = /^[A-Z][a-z]{2,8},? /.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) return null;
  const sentAt = Date.parse(headers.date ?? "");
  return Math.min(Math.max(0, at - (Number.isNaN(sentAt) ? nowMs : sentAt)), longestMs);
}
