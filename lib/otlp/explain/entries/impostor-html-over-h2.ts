// H13: a web server that speaks HTTP/2 answers a gRPC call with 200 and a page. Fingerprint: text where a frame should be. A gRPC
// client further on reports the same as an impossible size, which is text as well: it looks like B07 and is not.
import { type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Attempt } from "#lib/otlp/explain/facts";
import { textInFrame, textInWords } from "#lib/otlp/explain/frame-text";
import { httpBeside } from "#lib/otlp/explain/http-beside";
import { askPlaces, moveFix, originNote, provenPlace } from "#lib/otlp/explain/places";
import type { Certainty } from "#lib/otlp/report";

export const impostorHtmlOverH2: Entry = {
  code: "impostor.html_over_h2",
  ask: (facts) => (facts.attempts.some(isPage) ? askPlaces(facts, httpBeside(facts)) : []),
  recognise: (facts) => findEach(facts, certaintyOf),
  tell: (facts, signals) => {
    if (!facts.attempts.some(isPage)) {
      return {
        title: "Behind this server a web page answers in place of gRPC",
        advice: "The size that it complains about is text. Look at where the server forwards to.",
        fix: null,
      };
    }
    const title = "This is a web page over HTTP/2, not a gRPC receiver";
    const place = provenPlace(facts, httpBeside(facts));
    if (place === null)
      return { title, advice: "Use the receiver’s host and gRPC port, or switch to HTTP.", fix: null };
    const advice = `An OTLP receiver answers there over ${place.transport === "http" ? "HTTP" : "gRPC"}.`;
    return { title, advice: advice + originNote(facts, place), fix: moveFix(facts, signals, place) };
  },
};

function certaintyOf(attempt: Attempt): Certainty | null {
  if (isPage(attempt)) return "certain";
  return textInWords(attempt.answer.words) === null ? null : "likely";
}

function isPage(attempt: Attempt): boolean {
  const { answer } = attempt;
  return attempt.exchange.transport === "grpc" && answer.httpStatus === 200 && textInFrame(attempt) !== null;
}
