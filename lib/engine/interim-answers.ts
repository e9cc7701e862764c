// How many interim answers (1xx) an exchange waits through: a peer that sends them without end would hold it until its time
// is over, and every other one back. Knows no transport.
import type { Fault } from "#lib/otlp/observation";

/** Nothing that speaks OTLP sends any unasked. */
const interimAnswersMax = 16;

const flood: Fault = {
  code: "ERR_INTERIM_ANSWERS",
  message: `The server sent more than ${interimAnswersMax} interim answers (1xx) and no answer`,
};

/** To be called at each; calls `giveUp` at the first that is too many. */
export function interimLimit(giveUp: (fault: Fault) => void): () => void {
  let seen = 0;
  return () => {
    seen += 1;
    if (seen === interimAnswersMax + 1) giveUp(flood);
  };
}
