// H07: a web page, or a file of another kind, not a receiver: 200 with HTML, a PDF, a picture. Exporters call that a success; nothing
// was taken. What a file is, its first bytes and its type say (served-file.ts).
import { type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Attempt, Facts } from "#lib/otlp/explain/facts";
import { askPlaces, moveFix, originNote, placesOn, provenPlace } from "#lib/otlp/explain/places";
import { servedFile } from "#lib/otlp/explain/served-file";

const usualPorts = [4318, 4317];

export const impostorHtml200: Entry = {
  code: "impostor.html_200",
  ask: (facts) => (facts.attempts.some(isWebPage) ? askPlaces(facts, elsewhere(facts)) : []),
  recognise: (facts) => findEach(facts, (attempt) => (isWebPage(attempt) ? "certain" : null)),
  tell: (facts, signals) => {
    const kind = facts.attempts.map(fileOf).find((one) => one !== null) ?? "a web page";
    const title =
      kind === "a web page"
        ? "This is a web page, not an OTLP receiver: it answered 200 with HTML"
        : `This is ${kind}, not an OTLP receiver`;
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
  return fileOf(attempt) !== null;
}

function fileOf(attempt: Attempt): string | null {
  const { httpStatus } = attempt.answer;
  const isOk = httpStatus !== null && httpStatus >= 200 && httpStatus < 300;
  return attempt.exchange.transport === "http" && isOk ? servedFile(attempt) : null;
}
