// R02: a limit of rate or volume over gRPC without a time to come back, which senders that keep to the specification do not repeat.
// Split by words from B07 (a size) and R04 (memory); RESOURCE_EXHAUSTED without either may be both.
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import { quoted } from "#lib/otlp/explain/said";
import { isExhausted, isSilentlyExhausted, saysNoRoom, saysRate } from "#lib/otlp/explain/throttle-words";

export const throttleGrpcNoRetryInfo: Entry = {
  code: "throttle.grpc_no_retryinfo",
  recognise: (facts) =>
    findEach(facts, (attempt) => {
      if (!isExhausted(attempt)) return null;
      if (saysRate(attempt.answer.words)) return saysNoRoom(attempt.answer.words) ? null : "likely";
      return isSilentlyExhausted(attempt) ? "possible" : null;
    }),
  tell: (facts, signals) => ({
    title: "The server's limit is reached, and it names no time to come back",
    advice: `Raise the tenant's limits or sample; senders drop what is refused like this.${quoted(attemptOf(facts, signals))}`,
    fix: null,
  }),
};
