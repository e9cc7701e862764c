// H10: Prometheus takes OTLP only when it was started so. Fingerprint: its 404 names the flag, here or below /api/v1/otlp. That it is a
// Prometheus at all, its build information says; where it does take OTLP below that path, H03 says so.
import { textOf } from "#lib/otlp/explain/answer-text";
import { type Entry, findEach } from "#lib/otlp/explain/entry";
import { type Attempt, type Facts, isDelivered } from "#lib/otlp/explain/facts";
import { answersAt, askRung, isElsewhere, rung } from "#lib/otlp/explain/ladder";
import { emptyReply, type PageQuestion, replyTo } from "#lib/otlp/explain/questions";
import type { Certainty } from "#lib/otlp/report";

const prefix = "/api/v1/otlp";
const buildInformation = "/api/v1/status/buildinfo";

export const prometheusOtlpReceiverOff: Entry = {
  code: "prometheus.otlp_receiver_off",
  ask: (facts) =>
    suspects(facts).flatMap((one) => (namesFlag(one) ? [] : [...askRung(facts, one, prefix), page(facts, one)])),
  recognise: (facts) => findEach({ ...facts, attempts: suspects(facts) }, (attempt) => certaintyOf(facts, attempt)),
  tell: () => ({
    title: "This is a Prometheus whose OTLP receiver is off",
    advice: `Start it with --web.enable-otlp-receiver and use the base URL …${prefix}. It takes metrics alone.`,
    fix: null,
  }),
};

/** Prometheus takes metrics: of the other signals it says nothing. */
function suspects(facts: Facts): Attempt[] {
  if (facts.attempts.some(isDelivered)) return [];
  return facts.attempts.filter((one) => one.signal === "metrics" && one.answer.httpStatus === 404 && isElsewhere(one));
}

function certaintyOf(facts: Facts, attempt: Attempt): Certainty | null {
  if (namesFlag(attempt)) return "certain";
  if (answersAt(facts, attempt, prefix)) return null;
  const below = emptyReply(facts, rung(facts, attempt, prefix));
  const { answer, exchange } = below ?? {};
  if (answer != null && exchange != null && namesFlag({ answer, exchange })) return "certain";
  return isPrometheus(facts, attempt) ? "likely" : null;
}

function namesFlag(attempt: Pick<Attempt, "answer" | "exchange">): boolean {
  return attempt.answer.httpStatus === 404 && /enable[-_.]otlp|otlp[-_ ]write[-_ ]receiver/i.test(textOf(attempt));
}

/** Mimir, Thanos and others answer there as well, and say what they are. */
function isPrometheus(facts: Facts, attempt: Attempt): boolean {
  const { exchange } = replyTo(facts, page(facts, attempt)) ?? {};
  if (exchange?.answer == null || exchange.answer.status !== 200) return false;
  const body = new TextDecoder().decode(exchange.answer.body);
  return /"goVersion"/.test(body) && /"revision"/.test(body) && /"version"/.test(body) && !/"application"/.test(body);
}

function page({ tls, host, port }: Facts, { signal }: Attempt): PageQuestion {
  return { kind: "page", tls, host, port, path: buildInformation, signal };
}
