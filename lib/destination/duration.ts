// Durations as people write them ("1m30s") and as the schema keeps them (milliseconds).

const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const wholeText = /^(?:\d{1,12}(?:\.\d{1,3})?(?:ms|s|m|h|d)){1,4}$/;
const part = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g;

/** Milliseconds of "1m", "30s", "1m30s", "500ms", "2h", "7d". null when there is no unit or it is not a duration. */
export function parseDuration(text: string): number | null {
  const compact = text.length > 60 ? "" : text.replaceAll(" ", "").toLowerCase();
  if (!wholeText.test(compact)) return null;
  let total = 0;
  for (const [, amount, unit] of compact.matchAll(part)) total += Number(amount) * (unitMs[unit ?? ""] ?? 0);
  return Math.round(total * 1000) / 1000;
}

/** The shortest text that parses back to the same milliseconds: 90000 → "1m30s". */
export function formatDuration(ms: number): string {
  if (!Number.isInteger(ms) || ms <= 0) return `${ms}ms`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor((ms % 3_600_000) / 60_000);
  const seconds = Math.floor((ms % 60_000) / 1000);
  const rest = ms % 1000;
  return [hours && `${hours}h`, minutes && `${minutes}m`, seconds && `${seconds}s`, rest && `${rest}ms`]
    .filter(Boolean)
    .join("");
}
