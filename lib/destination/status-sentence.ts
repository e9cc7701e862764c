// The state of a destination in one sentence, and what to do next. Pure: the hour is told by whoever knows the reader's zone.
import { countWords, formatAge, formatRate } from "#lib/destination/amount";
import { queuedNoun, totalOf } from "#lib/destination/ledger";
import type { SignalStatus, State, Status } from "#lib/destination/status";
import { signalFacts, signals } from "#lib/otlp/signal";

export type StatusSentence = {
  /** "Retrying since 14:02". */
  head: string;
  /** "503 from otlp.example.com, next try in 12 s, 48,120 spans waiting, oldest 4 min". */
  facts: string;
  /** What to do, or why nothing need be done. */
  step: string;
};

export type Told = {
  status: Status;
  /** Where it is sent. */
  host: string;
  nowMs: number;
  /** "14:02" in the reader's zone. */
  clock: (iso: string) => string;
  /** How long what waits is kept, and what happens when the queue is full. */
  queue: { maxAgeMs: number; whenFull: "drop_oldest" | "refuse" };
};

const words: Record<State, string> = {
  refused: "Refused",
  backlogged: "Backlogged",
  retrying: "Retrying",
  delivering: "Delivering",
  nothing_to_send: "Nothing to send",
  paused: "Paused",
  off: "Off",
};

const sourceLabels = {
  otlp: "the OTLP receiver",
  audit: "the audit",
  container: "containers",
  self: "Outspan itself",
  script: "scripts",
} as const;

export function statusSentence(told: Told): StatusSentence {
  const { status, clock } = told;
  const facts = factsOf[status.state](told).filter((fact) => fact !== null);
  return {
    head: `${words[status.state]} since ${clock(status.since)}`,
    facts: facts.join(", "),
    step: [stepOf(told), boundWords(told)].filter(Boolean).join(" "),
  };
}

/** As one line, for a title or a screen reader. */
export function sentenceText({ head, facts }: StatusSentence): string {
  return facts === "" ? `${head}.` : `${head}: ${facts}.`;
}

type Facts = (told: Told) => (string | null)[];

const failing: Facts = (told) => [
  answerOf(told) ?? `waiting for ${told.host}`,
  nextOf(told),
  waitingOf(told),
  oldestOf(told),
];

const factsOf: Record<State, Facts> = {
  refused: failing,
  retrying: failing,
  backlogged: (told) => [waitingOf(told), oldestOf(told), rateOf(told), answerOf(told)],
  delivering: (told) => [rateOf(told), lastAcceptedOf(told), waitingOf(told)],
  nothing_to_send: (told) => told.status.sources.map((source) => heardOf(source, told)),
  paused: (told) => [waitingOf(told) ?? "nothing is waiting", oldestOf(told)],
  off: (told) => [keptOf(told) ?? "nothing is received for it"],
};

function stepOf(told: Told): string {
  const { status, host } = told;
  const total = totalOf(status.ledger);
  const hasReceived = total.received > 0;
  const hasQueue = total.queued > 0;
  switch (status.state) {
    case "refused":
      return `${host} does not take what is sent. What waits is kept and tried again slowly: change the settings, then test.`;
    case "backlogged":
      return `${host} accepts, but slower than telemetry comes in. What waits is on disk, in order.`;
    case "retrying":
      return hasQueue
        ? `Everything received since then waits on disk, in order.${isAtBound(told) ? "" : " Nothing is lost."}`
        : "It is tried again by itself.";
    case "delivering":
      return "What is received is accepted there.";
    case "nothing_to_send":
      return hasReceived
        ? "Everything that was received for it has been dealt with. It goes on as soon as a source sends again."
        : "Nothing was received for it yet. It begins as soon as a source sends.";
    case "paused":
      return "What is received meanwhile is kept. Resume to send it.";
    case "off":
      return hasQueue
        ? "Switch it on to send what was kept, or discard it."
        : "Switch it on to receive and send telemetry again.";
  }
}

type Bounded = Pick<Told, "status" | "nowMs" | "queue">;

/** Said before it happens, of the two bounds the one that comes first: "Full in 3 h at this rate, then the oldest is dropped." */
export function boundWords(told: Bounded): string | null {
  const { whenFull, maxAgeMs } = told.queue;
  const [fullMs, expiredMs] = [untilFull(told), untilExpired(told)];
  if (fullMs !== null && fullMs <= 0)
    return `The queue is full: ${whenFull === "refuse" ? "senders wait" : "the oldest is dropped"}.`;
  if (expiredMs !== null && (fullMs === null || expiredMs < fullMs)) {
    return expiredMs <= 0
      ? `What has waited for ${formatAge(maxAgeMs)} is dropped.`
      : `The oldest is dropped in ${formatAge(expiredMs)}, when it has waited for ${formatAge(maxAgeMs)}.`;
  }
  if (fullMs === null) return null;
  const then = whenFull === "refuse" ? "then senders wait" : "then the oldest is dropped";
  return `Full in ${formatAge(fullMs)} at this rate, ${then}.`;
}

function untilFull({ status, nowMs }: Bounded): number | null {
  const { fullAt } = status.queue;
  return fullAt === null ? null : Date.parse(fullAt) - nowMs;
}

/** Of what is being sent none grows old. */
function untilExpired({ status, nowMs, queue }: Bounded): number | null {
  const { oldestAt } = status.queue;
  const isMoving = status.state === "delivering" || status.state === "nothing_to_send";
  return oldestAt === null || isMoving ? null : Date.parse(oldestAt) + queue.maxAgeMs - nowMs;
}

/** Something is being lost by now. */
function isAtBound(told: Bounded): boolean {
  const isFull = (untilFull(told) ?? 1) <= 0 && told.queue.whenFull === "drop_oldest";
  return isFull || (untilExpired(told) ?? 1) <= 0;
}

function waitingOf({ status }: Told): string | null {
  const { queued } = totalOf(status.ledger);
  const { one, many } = queuedNoun(status.ledger);
  return queued === 0 ? null : `${countWords(queued, one, many)} waiting`;
}

function keptOf({ status }: Told): string | null {
  const { queued } = totalOf(status.ledger);
  const { one, many } = queuedNoun(status.ledger);
  return queued === 0 ? null : `${countWords(queued, one, many)} kept from before`;
}

function oldestOf({ status, nowMs }: Told): string | null {
  const { oldestAt } = status.queue;
  return oldestAt === null ? null : `oldest ${formatAge(nowMs - Date.parse(oldestAt))}`;
}

function rateOf({ status }: Told): string {
  return `${formatRate(status.rate.deliveredPerSecond)} items/s accepted`;
}

/** "503 from otlp.example.com"; what broke the connection stands as it is called. */
function answerOf({ status, host }: Told): string | null {
  const outcome = worstSignal(status)?.lastOutcome ?? null;
  if (outcome === null || outcome.kind === "accepted") return null;
  if (outcome.status === null) return `no answer from ${host}`;
  return `${outcome.status} from ${host}`;
}

function nextOf({ status, nowMs }: Told): string | null {
  const next = nextAttemptOf(status);
  if (next === null) return null;
  const leftMs = Date.parse(next) - nowMs;
  return leftMs < 500 ? "trying now" : `next try in ${formatAge(leftMs)}`;
}

/** The earliest of all signals. */
export function nextAttemptOf({ signals: all }: Pick<Status, "signals">): string | null {
  const next = signals.map((signal) => all[signal].nextAttemptAt).filter((at) => at !== null);
  return next.sort()[0] ?? null;
}

/** The one that gives the destination its state, with an answer where several do. */
export function worstSignal({ state, signals: all }: Pick<Status, "state" | "signals">): SignalStatus | null {
  const same = signals.map((signal) => all[signal]).filter((signal) => signal.state === state);
  return same.find(({ lastOutcome }) => lastOutcome !== null && lastOutcome.kind !== "accepted") ?? same[0] ?? null;
}

function lastAcceptedOf({ status, nowMs, clock }: Told): string | null {
  const last = signals
    .map((signal) => status.signals[signal].lastSuccessAt)
    .filter((at) => at !== null)
    .sort()
    .at(-1);
  return last === undefined ? null : `last accepted ${agoWords(last, nowMs, clock)}`;
}

/** "2 s ago" up to a minute, then the hour. */
function agoWords(iso: string, nowMs: number, clock: (iso: string) => string): string {
  const ms = nowMs - Date.parse(iso);
  if (ms < 1000) return "just now";
  return ms < 60_000 ? `${formatAge(ms)} ago` : `at ${clock(iso)}`;
}

function heardOf({ source, lastReceivedAt }: Status["sources"][number], { nowMs, clock }: Told): string {
  const label = sourceLabels[source];
  if (lastReceivedAt === null) return `nothing from ${label} yet`;
  return `${label} last heard of ${agoWords(lastReceivedAt, nowMs, clock)}`;
}

/** What a discard is about to lose: "48,120 spans and 12 log records". */
export function queuedWords(ledger: Status["ledger"]): string {
  const parts = signals
    .filter((signal) => ledger[signal].queued > 0)
    .map((signal) => countWords(ledger[signal].queued, signalFacts[signal].item, signalFacts[signal].items));
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
