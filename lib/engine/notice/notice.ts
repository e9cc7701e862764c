// The words of a notice and its two shapes: JSON for programs, and the one that Slack takes. Pure; the hour is told in UTC, since
// nobody knows who reads it.
import * as z from "zod";
import { formatAge } from "#lib/destination/amount";
import { effectiveConnection, withDefaults } from "#lib/destination/resolve";
import { State, type Status } from "#lib/destination/status";
import { sentenceText, statusSentence } from "#lib/destination/status-sentence";
import type { News } from "#lib/engine/notice/incidents";
import type { EngineDestination, Webhook } from "#lib/engine/protocol";
import { signals } from "#lib/otlp/signal";

export const Notice = z.strictObject({
  event: z.enum([
    "destination.refused",
    "destination.backlogged",
    "destination.retrying",
    "destination.recovered",
    "test",
  ]),
  /** `url` is its page. null: a test is about none. */
  destination: z.strictObject({ id: z.string(), name: z.string(), url: z.string() }).nullable(),
  state: State.nullable(),
  since: z.string().nullable(),
  sentence: z.string(),
  queued: z.strictObject({ traces: z.int(), metrics: z.int(), logs: z.int() }),
  diagnosis: z.array(z.strictObject({ code: z.string(), title: z.string(), advice: z.string() })),
  at: z.string(),
});
export type Notice = z.output<typeof Notice>;

type About = { news: News; configured: EngineDestination; status: Status; origin: string; nowMs: number };

export function noticeOf({ news, configured, status, origin, nowMs }: About): Notice {
  const { id, destination } = configured;
  const { queue } = withDefaults(destination);
  const host = hostOf(configured, status);
  const told = { status, host, nowMs, clock: utcHour, queue };
  const sentence = sentenceText(statusSentence(told));
  const { ledger } = status;
  return {
    event: `destination.${news.event}`,
    destination: { id, name: destination.name, url: `${origin}/destinations/${encodeURIComponent(id)}` },
    state: status.state,
    since: status.since,
    sentence: news.event === "recovered" ? `${recoveredWords(news)} ${sentence}` : sentence,
    queued: { traces: ledger.traces.queued, metrics: ledger.metrics.queued, logs: ledger.logs.queued },
    diagnosis: status.diagnosis.map(({ code, title, advice }) => ({ code, title, advice })),
    at: new Date(nowMs).toISOString(),
  };
}

export function testNotice(nowMs: number): Notice {
  return {
    event: "test",
    destination: null,
    state: null,
    since: null,
    sentence: "A test from Outspan: notices of its destinations arrive here.",
    queued: { traces: 0, metrics: 0, logs: 0 },
    diagnosis: [],
    at: new Date(nowMs).toISOString(),
  };
}

export function noticeBody(notice: Notice, format: Webhook["format"]): string {
  return JSON.stringify(format === "slack" ? { text: slackText(notice) } : notice);
}

function slackText({ destination, sentence }: Notice): string {
  if (destination === null) return slackEscaped(sentence);
  const link = `<${slackEscaped(destination.url)}|Open in Outspan>`;
  return `${slackEscaped(`${destination.name}: ${sentence}`)} ${link}`;
}

/** All that Slack asks for; without it a name could call a whole channel. */
function slackEscaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** "Well again after 8 min: it was refused, then backlogged." */
function recoveredWords({ lastedMs, troubles }: News): string {
  return `Well again after ${formatAge(lastedMs)}: it was ${troubles.join(", then ")}.`;
}

function hostOf({ destination }: EngineDestination, { state, signals: all }: Status): string {
  const worst = signals.find((signal) => all[signal].state === state) ?? "traces";
  const url = effectiveConnection(destination, worst)?.target.url;
  return (url === undefined ? undefined : URL.parse(url)?.host) ?? "the server";
}

function utcHour(iso: string): string {
  return `${iso.slice(11, 16)} UTC`;
}
