// P09: something else than HTTP or gRPC speaks on the port. Named by the form of its first bytes; one that hangs up on HTTP is
// greeted as PostgreSQL and Redis are. A WebSocket server speaks HTTP and says that it wants another protocol.
import { textOf } from "#lib/otlp/explain/answer-text";
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import { type Attempt, type Facts, faultsOf, isUnanswered } from "#lib/otlp/explain/facts";
import { isForeign, nameOfProtocol, nameOfReply, readable } from "#lib/otlp/explain/foreign-protocol";
import { askOwnPort, ownPort } from "#lib/otlp/explain/places";
import { type BannerQuestion, type Question, replyTo } from "#lib/otlp/explain/questions";
import { isHungUp } from "#lib/otlp/explain/reach";
import type { Certainty } from "#lib/otlp/report";
import { showWords } from "#lib/otlp/words";

type Spoken = { what: string | null; certainty: Certainty };

export const portNotHttp: Entry = {
  code: "port.not_http",
  ask: (facts): Question[] => {
    if (!isSuspect(facts)) return [];
    return isSilentToHttp(facts) ? greetings(facts) : askOwnPort(facts);
  },
  recognise: (facts) => findAll(facts, spokenOn(facts)?.certainty ?? null),
  tell: (facts) => {
    const what = spokenOn(facts)?.what ?? null;
    const said = showWords(readable(bytesOf(facts) ?? ""));
    const advice = `Correct the port: 4318 is usual for OTLP over HTTP, 4317 for gRPC.${said === null ? "" : ` It said: ${said}`}`;
    const title = what === null ? "speaks neither HTTP nor gRPC" : `is ${what}, not an OTLP receiver`;
    return { title: `Port ${facts.port} ${title}`, advice, fix: null };
  },
};

/** Databases that know an HTTP request when they see one, and say so. */
const saidInHttp: [RegExp, string][] = [[/\btrying to access MongoDB over HTTP\b/i, "a MongoDB server"]];

function spokenOn(facts: Facts): Spoken | null {
  const texts = facts.attempts.map(textOf);
  const said = saidInHttp.find(([pattern]) => texts.length > 0 && texts.every((text) => pattern.test(text)));
  if (said !== undefined) return { what: said[1], certainty: "certain" };
  const socket = webSocketOf(facts);
  if (socket !== null) return { what: "a WebSocket server", certainty: socket };
  const greeted = greetings(facts).flatMap((question) => {
    const firstBytes = replyTo(facts, question)?.firstBytes ?? null;
    return (firstBytes && nameOfReply(question.say, firstBytes)) || [];
  });
  const bytes = bytesOf(facts);
  const what = (bytes && nameOfProtocol(bytes)) ?? greeted[0] ?? null;
  if (what !== null) return { what, certainty: "certain" };
  return bytes === null ? null : { what: null, certainty: "likely" };
}

/** What came in place of an answer, first hand or from the check of the port. */
function bytesOf(facts: Facts): string | null {
  const isBroken = facts.attempts.every(isUnanswered);
  if (!isBroken || ownPort(facts)?.tls != null) return null;
  const port = ownPort(facts);
  const seen = [
    ...faultsOf(facts).map(({ firstBytes }) => firstBytes),
    port?.plain === "other" ? port.firstBytes : null,
  ];
  return seen.find((one): one is string => one != null && one !== "" && isForeign(one)) ?? null;
}

function isSuspect(facts: Facts): boolean {
  return isHungUp(facts) && facts.seen.tcp?.connected != null && (facts.attempts.length > 0 || !isShaken(facts));
}

function isShaken({ seen: { tls } }: Facts): boolean {
  return tls !== null && tls.version !== null;
}

function isSilentToHttp(facts: Facts): boolean {
  const port = ownPort(facts);
  return port?.plain === "closed" && port.tls === null;
}

function greetings({ host, port, signals: [signal] }: Facts): BannerQuestion[] {
  if (signal === undefined) return [];
  return (["postgresql", "redis"] as const).map((say) => ({ kind: "banner", host, port, signal, say }));
}

/** 426 and its headers say so in the protocol's own form; the words alone would not. */
function webSocketOf({ attempts }: Facts): Certainty | null {
  const found = attempts.map(upgradeOf);
  if (found.length === 0 || found.some((one) => one === null)) return null;
  return found.every((one) => one === "certain") ? "certain" : "likely";
}

const upgradeRequired = 426;

function upgradeOf({ exchange, answer }: Attempt): Certainty | null {
  const headers = exchange.answer?.headers ?? {};
  if ((answer.httpStatus ?? 0) < 400) return null;
  if (/websocket/i.test(headers.upgrade ?? "") || headers["sec-websocket-version"] !== undefined) return "certain";
  return answer.httpStatus === upgradeRequired && headers.upgrade === undefined ? "likely" : null;
}
