// How fast one identity may change things: a bucket each, in memory, bounded. Sign-in has its own (sign-in-delay.ts).

/** `count`: what it stands for; more than `burst` is let in where nothing was used, and waited for afterwards. */
export type RateLimit = (key: string, count?: number) => { retryAfterSeconds: number } | null;

/** `burst` at once, then `perSecond`. */
export type Pace = { burst: number; perSecond: number };

const bucketsMax = 10_000;

/** Null = go ahead. */
export function createRateLimit(now: () => Date, { burst, perSecond }: Pace): RateLimit {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (key, count = 1) => {
    const at = now().getTime();
    const last = buckets.get(key) ?? { tokens: burst, at };
    const tokens = Math.min(burst, last.tokens + ((at - last.at) / 1000) * perSecond);
    const needed = Math.min(count, burst);
    buckets.delete(key);
    buckets.set(key, { tokens: tokens < needed ? tokens : tokens - count, at });
    const oldest = buckets.keys().next().value;
    if (buckets.size > bucketsMax && oldest !== undefined) buckets.delete(oldest);
    return tokens < needed ? { retryAfterSeconds: Math.ceil((needed - tokens) / perSecond) } : null;
  };
}
