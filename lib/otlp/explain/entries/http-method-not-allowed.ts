// H04: 405 on our own POST. The path is one that is only to be read; or, where the server says that it takes POST, something on the
// way made another method of it. Where the right path is found, H01 to H03 say so.
import { headerOf, textOf } from "#lib/otlp/explain/answer-text";
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import { type Attempt, isDelivered } from "#lib/otlp/explain/facts";
import { pathOf } from "#lib/otlp/explain/ladder";
import type { Certainty } from "#lib/otlp/report";

export const httpMethodNotAllowed: Entry = {
  code: "http.method_not_allowed",
  recognise: (facts) => findEach(facts, certaintyOf),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    if (attempt !== null && takesPost(attempt)) {
      return {
        title: "The server takes POST and got another method: something on the way changed it",
        advice:
          "A proxy that follows a redirect by itself does that. Enter the final URL, with the right scheme and slash.",
        fix: null,
      };
    }
    const path = attempt === null ? "the path" : pathOf(attempt).slice(0, 80);
    return {
      title: `Nothing can be sent to ${path}: the server answers 405`,
      advice: "It is a page or an API that is only read. Check host, port and path of the OTLP receiver.",
      fix: null,
    };
  },
};

function certaintyOf(attempt: Attempt): Certainty | null {
  if (!isRefused(attempt)) return null;
  if (takesPost(attempt)) return "likely";
  return headerOf(attempt, "allow") === null ? "likely" : "certain";
}

function isRefused(attempt: Attempt): boolean {
  return attempt.exchange.transport === "http" && attempt.answer.httpStatus === 405 && !isDelivered(attempt);
}

function takesPost(attempt: Attempt): boolean {
  const allow = headerOf(attempt, "allow");
  if (allow !== null) return /\bPOST\b/i.test(allow);
  return /\b(?:supported|allowed?|only|use|expected)\b[^.]{0,20}\bPOST\b/i.test(textOf(attempt));
}
