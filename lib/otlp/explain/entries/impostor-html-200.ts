// H07: a web page, not a receiver: 200 with HTML. Exporters call that a success; nothing was taken.
import { type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Attempt, Facts } from "#lib/otlp/explain/facts";
import { askPlaces, moveFix, originNote, placesOn, provenPlace } from "#lib/otlp/explain/places";

const usualPorts = [4318, 4317];

export const impostorHtml200: Entry = {
  code: "impostor.html_200",
  ask: (facts) => (facts.attempts.some(isWebPage) ? askPlaces(facts, elsewhere(facts)) : []),
  recognise: (facts) => findEach(facts, (attempt) => (isWebPage(attempt) ? "certain" : null)),
  tell: (facts, signals) => {
    const title = "This is a web page, not an OTLP receiver: it answered 200 with HTML";
    const place = provenPlace(facts, elsewhere(facts));
    if (place === null) {
      const advice =
        "Use the backend's OTLP host and port, not those of its user interface. A sign-in page looks like this too.";
      return { title, advice, fix: null };
    }
    const advice = `An OTLP receiver answers on port ${place.port} of the same host.`;
    return { title, advice: advice + originNote(facts, place), fix: moveFix(facts, signals, place) };
  },
};

function elsewhere(facts: Facts) {
  return placesOn(
    facts,
    usualPorts.filter((port) => port !== facts.port),
  ).filter(({ tls }) => tls === facts.tls);
}

function isWebPage(attempt: Attempt): boolean {
  const { httpStatus, isHtml } = attempt.answer;
  return (
    attempt.exchange.transport === "http" && httpStatus !== null && httpStatus >= 200 && httpStatus < 300 && isHtml
  );
}
