// B07: a message above the server's limit. Fingerprint: two numbers that can be sizes (failures.md §0.4), else its words alone. Split
// from R02, a rate, and H13, whose number is a web page's first letters.
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import { type Attempt, type Facts, grpcCode } from "#lib/otlp/explain/facts";
import { quoted } from "#lib/otlp/explain/said";
import { isSilentlyExhausted } from "#lib/otlp/explain/throttle-words";
import type { Certainty } from "#lib/otlp/report";
import { isRealSize, pageSize, saysTooLarge, sizesIn } from "#lib/otlp/size-words";

/** INVALID_ARGUMENT, RESOURCE_EXHAUSTED, OUT_OF_RANGE, INTERNAL, UNAVAILABLE. */
const codes = new Set([3, 8, 11, 13, 14]);

export const bodyTooLargeGrpc: Entry = {
  code: "body.too_large_grpc",
  recognise: (facts: Facts) => findEach(facts, judge),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    const sizes = sizesIn(attempt?.answer.words ?? null);
    const limit = sizes && isRealSize(sizes) ? `: the limit is ${mebibytes(sizes.max)}` : "";
    return {
      title: `The server takes no message of this size${limit}`,
      advice: `Raise what its receiver takes (max_recv_msg_size_mib at a Collector), or send smaller batches to Outspan.${quoted(attempt)}`,
      fix: null,
    };
  },
};

function judge(attempt: Attempt): Certainty | null {
  if (!codes.has(grpcCode(attempt) ?? 0)) return null;
  const { words } = attempt.answer;
  if (!saysTooLarge(words)) return isSilentlyExhausted(attempt) ? "possible" : null;
  const sizes = sizesIn(words);
  if (sizes === null || sizes.size < pageSize) return sizes && isRealSize(sizes) ? "certain" : "likely";
  return null;
}

function mebibytes(bytes: number): string {
  return bytes < 2 ** 20 ? `${Math.round(bytes / 1024)} KiB` : `${Math.round((bytes / 2 ** 20) * 10) / 10} MiB`;
}
