// R03: 429 from a gateway for a request that is too large. Waiting does not help. Split from R01 by words of size; sure with two
// numbers that can be sizes.
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import { quoted } from "#lib/otlp/explain/said";
import { isRealSize, saysTooLarge, sizesIn } from "#lib/otlp/size-words";

export const throttle429ThatIsPermanent: Entry = {
  code: "throttle.429_that_is_permanent",
  recognise: (facts) =>
    findEach(facts, ({ answer: { httpStatus, words } }) => {
      if (httpStatus !== 429 || !saysTooLarge(words)) return null;
      const sizes = sizesIn(words);
      return sizes !== null && isRealSize(sizes) ? "certain" : "likely";
    }),
  tell: (facts, signals) => ({
    title: "The request is too large here, although the server says 429",
    advice: `Waiting does not help: raise the size that the server behind takes, or send smaller batches to Outspan.${quoted(attemptOf(facts, signals))}`,
    fix: null,
  }),
};
