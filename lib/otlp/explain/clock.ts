// How far a peer's clock is from ours, by the Date of its answer (RFC 9110 §6.6.1), and what to say of it. An observation beside
// the failures: it explains none, and is told whatever else is. Knows no failure of the catalogue but those that name the clock.
import type { Facts } from "#lib/otlp/explain/facts";
import type { Exchange } from "#lib/otlp/observation";
import type { Diagnosis } from "#lib/otlp/report";

export const clockCode = "clock.skew";
/** Backends bear less than this without a word; a wrong time zone or a lost NTP is always more. */
const toldOverMs = 30_000;
const secondMs = 1000;
const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

const httpDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const saysClock = /^(?:aws\.clock_skew|time\.)/;

/**
 * How far the peer's clock is ahead of ours (negative: behind), at least: Date counts whole seconds and may be written at any
 * moment of the exchange. 0 where both may be right, null where the answer does not tell: no Date, or a stored answer (Age).
 * `wallClockMs` stands in where the exchange does not say when it ended.
 */
export function skewMsOf(exchange: Exchange, wallClockMs: number): number | null {
  const headers = exchange.answer?.headers;
  const date = headers?.date?.trim() ?? "";
  if (headers === undefined || headers.age !== undefined || !httpDate.test(date)) return null;
  const dateMs = Date.parse(date);
  if (Number.isNaN(dateMs)) return null;
  const endedMs = exchange.endedAtMs ?? wallClockMs;
  const least = dateMs - endedMs;
  const most = dateMs + secondMs - (endedMs - exchange.durationMs);
  if (least > 0) return least;
  return Math.min(most, 0);
}

/** "6 min": whole seconds, minutes, hours or days. */
export function skewWords(skewMs: number): string {
  const ms = Math.abs(skewMs);
  if (ms < 2 * minuteMs) return `${Math.round(ms / secondMs)} s`;
  if (isWholeHours(ms) || (ms >= 2 * hourMs && ms < 2 * dayMs)) return `${Math.round(ms / hourMs)} h`;
  return ms < 2 * hourMs ? `${Math.round(ms / minuteMs)} min` : `${Math.round(ms / dayMs)} days`;
}

/** `told`: a failure that is put down to the clock says it already. */
export function clockSkew(facts: Facts, told: readonly Diagnosis[]): Diagnosis[] {
  const said = new Set(told.filter(({ code }) => saysClock.test(code)).flatMap(({ signals }) => signals));
  const seen = facts.attempts.flatMap(({ signal, exchange }) => {
    const skewMs = said.has(signal) ? null : skewMsOf(exchange, facts.now.getTime());
    return skewMs === null || Math.abs(skewMs) <= toldOverMs ? [] : [{ signal, skewMs, exchange }];
  });
  const [first] = seen;
  if (first === undefined) return [];
  const signals = seen.map(({ signal }) => signal);
  const where = first.skewMs > 0 ? "ahead of" : "behind";
  return [
    {
      code: clockCode,
      certainty: "certain",
      signals,
      title: `The server’s clock is ${skewWords(first.skewMs)} ${where} this host’s`,
      advice: adviceOf(first.skewMs, clocks(first.exchange, facts.now.getTime())),
      fix: null,
    },
  ];
}

function clocks(exchange: Exchange, wallClockMs: number): string {
  const here = new Date(exchange.endedAtMs ?? wallClockMs).toUTCString();
  return `Its answer is dated ${exchange.answer?.headers.date}; here it was ${here}.`;
}

function adviceOf(skewMs: number, dates: string): string {
  const words = skewWords(skewMs);
  const seems = skewMs > 0 ? `seems ${words} old to the server` : `seems to come from ${words} in the future`;
  const cause = isWholeHours(Math.abs(skewMs))
    ? "A whole number of hours: one of the two takes local time for UTC, so look at its time zone."
    : "Either this host’s clock or the server’s (or that of a proxy in front of it) is wrong: set the wrong one by NTP.";
  return `${dates} ${cause} What is stamped here ${seems}. Backends refuse what is too old or in the future, and AWS refuses signatures from 5 min on.`;
}

/** Within a minute of one hour or more. */
function isWholeHours(ms: number): boolean {
  const hours = Math.round(ms / hourMs);
  return hours >= 1 && hours <= 14 && Math.abs(ms - hours * hourMs) <= minuteMs;
}
