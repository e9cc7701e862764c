// How fast one identity may change things: a bucket each, in memory, bounded. Sign-in has its own (sign-in-delay.ts).

export type RateLimit = (key: string) => { retryAfterSeconds: number } | null;

const bucketsMax = 10_000;

/** `burst` at once, then `perSecond`. Null = go ahead. */
export function createRateLimit(
  now: () => Date,
  { burst, perSecond }: { burst: number; perSecond: number },
): RateLimit {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (key) => {
    const at = now().getTime();
    const last = buckets.get(key) ?? { tokens: burst, at };
    const tokens = Math.min(burst, last.tokens + ((at - last.at) / 1000) * perSecond);
    buckets.delete(key);
    buckets.set(key, { tokens: tokens < 1 ? tokens : tokens - 1, at });
    const oldest = buckets.keys().next().value;
    if (buckets.size > bucketsMax && oldest !== undefined) buckets.delete(oldest);
    return tokens < 1 ? { retryAfterSeconds: Math.ceil((1 - tokens) / perSecond) } : null;
  };
}
