// A server's words about the size of a request, and the numbers in them. Told from words about a rate, which a smaller request
// would not help. Knows no status.

/** Of a message's size, in the words of gRPC libraries, proxies and backends. */
const tooLargeWords =
  /larger than (the )?max|too (large|big)\b|\bsize\b.*exceed|exceed.*\b(size|length|bytes)\b|\(\d+ vs\.? \d+\)/i;
/** "Request rate too large", "exceeded the limit of 100 requests per minute", "daily quota … 500 GB": fewer at once would not help. */
const otherLimit =
  /\brate\b|quota|\bper[ -](second|minute|hour|day|month)|\/(s|sec|min|h|d)\b|header|cookie|\buri\b|\burl\b/i;
/** Of one part of an item: fewer items would not help. */
const partLimit =
  /\b(attributes?|labels?|tags?|names?|keys?|values?|fields?)( (list|count|set))?\b.{0,20}\b(too (large|big)|exceed)|\bsize of (the |an? )?(attributes?|labels?|tags?|names?|keys?|values?|fields?)\b/i;

export function saysTooLarge(words: string | null): boolean {
  return [tooLargeWords.test(words ?? ""), !otherLimit.test(words ?? ""), !partLimit.test(words ?? "")].every(Boolean);
}

const numberPairs = [
  /\((\d+) vs\.? (\d+)\)/,
  /\b(\d{4,}) (?:bytes )?(?:exceeds|is larger than|is over|>) .{0,40}?\b(\d{4,})/i,
  /(?:found|got|was|of) (\d{4,})\b.{0,40}?\b(?:limit|max\w*)\D{0,20}(\d{4,})/i,
];

/** "(5242880 vs. 4194304)": what came and what is the most; null where the words hold no such pair. */
export function sizesIn(words: string | null): { size: number; max: number } | null {
  for (const pattern of numberPairs) {
    const [, size, max] = pattern.exec(words ?? "") ?? [];
    if (size !== undefined && max !== undefined) return { size: Number(size), max: Number(max) };
  }
  return null;
}

/** failures.md §0.4: four characters of a web page, read as a length, are more than any message. */
export const pageSize = 2 ** 29;

/** Above the limit, and of the kind that messages have. */
export function isRealSize({ size, max }: { size: number; max: number }): boolean {
  return size > max && size < pageSize && max >= 1024;
}
