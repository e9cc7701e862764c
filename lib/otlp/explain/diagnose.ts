// From facts to ranked diagnoses, and from facts to the questions that would tell more. Pure; the failures themselves are in
// entries/. Never claims more than an entry does: what none knows is "not recognised", with the evidence.
import type { Problem } from "#lib/destination/problem";
import { clockCode, clockSkew } from "#lib/otlp/explain/clock";
import type { Entry, Finding } from "#lib/otlp/explain/entry";
import { type Attempt, type Facts, failing } from "#lib/otlp/explain/facts";
import { keyOf, type Question } from "#lib/otlp/explain/questions";
import { registry } from "#lib/otlp/explain/registry";
import type { Certainty, Diagnosis } from "#lib/otlp/report";
import type { Signal } from "#lib/otlp/signal";

const rank: Record<Certainty, number> = { certain: 0, likely: 1, possible: 2 };
/** design.md §5: three, most certain first; more only for signals that would otherwise fail without a word. */
const toldMax = 3;

const ofSuccess = registry.filter((entry) => entry.ofSuccess);

/** Most entries have nothing to say of what went well, and a healthy probe should not wait for them. */
function entriesFor({ signals, attempts }: Facts): readonly Entry[] {
  const isTaken = ({ answer: { outcome } }: Attempt) => outcome.kind === "accepted" && outcome.warning === null;
  return attempts.length === signals.length && attempts.length > 0 && attempts.every(isTaken) ? ofSuccess : registry;
}

/** What to ask next; empty when nothing new would tell more. */
export function questionsFor(facts: Facts): Question[] {
  const asked = new Set(facts.replies.map(({ question }) => keyOf(question)));
  const wanted = entriesFor(facts).flatMap((entry) => entry.ask?.(facts) ?? []);
  const fresh = new Map(wanted.map((question) => [keyOf(question), question]));
  return [...fresh].filter(([key]) => !asked.has(key)).map(([, question]) => question);
}

/** Diagnoses of one connection. Delivered signals appear only where the server had something to say of them. */
export function diagnose(facts: Facts): Diagnosis[] {
  const open = new Set(failing(facts));
  const recognised = entriesFor(facts).flatMap((entry, order) => {
    const finding = entry.recognise(facts);
    return finding === null ? [] : [{ entry, order, ...finding }];
  });
  const found = recognised.map((one) => (yields(one, recognised) ? { ...one, certainty: "possible" as const } : one));
  found.sort((one, other) => rank[one.certainty] - rank[other.certainty] || one.order - other.order);

  const settled = new Set<Signal>();
  const told: Diagnosis[] = [];
  for (const { entry, certainty, signals } of found) {
    const concerned = signals.filter((signal) => !settled.has(signal));
    if (concerned.length === 0) continue;
    told.push({ code: entry.code, certainty, signals: concerned, ...entry.tell(facts, concerned) });
    if (certainty === "certain") for (const signal of concerned) settled.add(signal);
  }
  const explained = new Set(told.flatMap(({ signals }) => signals));
  const unexplained = [...open].filter((signal) => !explained.has(signal));
  const all = [...told, ...unrecognised(facts, unexplained)];
  return [...all, ...clockSkew(facts, all)];
}

type Recognised = Finding & { entry: Entry };

function yields({ entry, signals }: Recognised, all: readonly Recognised[]): boolean {
  const closer = all.filter((other) => entry.yieldsTo?.includes(other.entry.code));
  return closer.some((other) => other.signals.some((signal) => signals.includes(signal)));
}

/**
 * All connections' diagnoses as one list, equal ones joined. Beyond `max` stays what alone speaks of a signal: none of those
 * that fail is left without a diagnosis.
 */
export function rankAll(diagnoses: readonly Diagnosis[], max: number = toldMax): Diagnosis[] {
  const joined: Diagnosis[] = [];
  for (const diagnosis of diagnoses) {
    const same = joined.find((one) => isSame(one, diagnosis));
    if (same === undefined) joined.push({ ...diagnosis });
    else same.signals = [...new Set([...same.signals, ...diagnosis.signals])];
  }
  joined.sort((one, other) => rankOf(one) - rankOf(other));
  const told = new Set<Signal>();
  return joined.filter(({ signals }, position) => {
    const isTold = position < max || signals.some((signal) => !told.has(signal));
    if (isTold) for (const signal of signals) told.add(signal);
    return isTold;
  });
}

/** What the settings' checks found, in the same form: a value that is wrong is certain. */
export function diagnoseProblems(problems: readonly Problem[], enabled: readonly Signal[]): Diagnosis[] {
  return problems.map(({ path, code, message, fix }) => {
    const own = enabled.filter((signal) => path.startsWith(`/signals/${signal}/`));
    const signals = own.length > 0 ? own : [...enabled];
    return { code, certainty: "certain", signals, title: message, advice: whereOf(path), fix };
  });
}

/** What explains nothing comes after what does. */
function rankOf({ code, certainty }: Diagnosis): number {
  return code === clockCode ? Object.keys(rank).length : rank[certainty];
}

function isSame(one: Diagnosis, other: Diagnosis): boolean {
  return (
    one.code === other.code &&
    one.certainty === other.certainty &&
    one.title === other.title &&
    (one.advice === other.advice || one.code === clockCode) &&
    JSON.stringify(one.fix) === JSON.stringify(other.fix)
  );
}

function unrecognised(facts: Facts, signals: Signal[]): Diagnosis[] {
  const bySentence = new Map<string, Diagnosis>();
  for (const signal of signals) {
    const attempt = facts.attempts.find((one) => one.signal === signal) ?? null;
    const told = { title: `Not recognised: ${whatHappened(facts, attempt)}`, advice: theirWords(attempt) };
    const key = JSON.stringify(told);
    const known = bySentence.get(key);
    if (known) known.signals.push(signal);
    else bySentence.set(key, { code: "unrecognised", certainty: "possible", signals: [signal], ...told, fix: null });
  }
  return [...bySentence.values()];
}

function whatHappened(facts: Facts, attempt: Attempt | null): string {
  if (attempt === null) return `the connection to ${facts.host} failed (${connectionFault(facts)})`;
  const { answer, exchange } = attempt;
  if (exchange.answer !== null && exchange.fault !== null && !answer.unparseable) return brokenOff(attempt);
  if (answer.grpcStatus !== null && !answer.grpcStatus.madeUp) return `the server answered ${answer.grpcStatus.name}`;
  if (exchange.answer?.tooLong && exchange.answer.status < 300) return "the server's answer is longer than 64 KiB";
  if (answer.httpStatus !== null) {
    return answer.unparseable
      ? `the server answered ${answer.httpStatus} with something that is no OTLP response`
      : `the server answered ${answer.httpStatus}`;
  }
  if (exchange.timedOut) return "no answer came in time";
  return `the exchange broke off (${exchange.fault?.code ?? "no answer"})`;
}

/** Headers came, and not all that they announced. */
function brokenOff({ answer, exchange }: Attempt): string {
  const end = exchange.timedOut ? "did not end in time" : `broke off (${exchange.fault?.code ?? "no reason seen"})`;
  return `the server began to answer ${answer.httpStatus}, and the answer ${end}`;
}

function connectionFault({ seen }: Facts): string {
  if (seen.proxy?.status != null && seen.tls === null) return `the proxy answered ${seen.proxy.status}`;
  const fault = seen.tls?.fault ?? seen.proxy?.fault ?? seen.tcp?.attempts.at(-1)?.fault ?? seen.dns?.fault;
  return fault?.code ?? "no reason seen";
}

function theirWords(attempt: Attempt | null): string {
  const words = attempt?.answer.words;
  if (words == null || words === "") return "The evidence of the stages shows what was seen.";
  const text = words.length > 300 ? `${words.slice(0, 300)}…` : words;
  return `The server's own words: ${text}`;
}

const places: [RegExp, string][] = [
  [/\/endpoint$/, "Endpoint"],
  [/\/headers\//, "Headers"],
  [/\/auth/, "Authentication"],
  [/\/tls/, "TLS"],
  [/\/proxy$/, "Proxy"],
  [/\/timeoutMs$/, "Timeout"],
  [/\/intervalMs$/, "Interval"],
  [/^\/name$/, "Name"],
];

/** Names the field, as the form labels it. */
function whereOf(path: string): string {
  const field = places.find(([pattern]) => pattern.test(path))?.[1] ?? "settings";
  const own = /^\/signals\/(traces|metrics|logs)\/connection/.exec(path)?.[1];
  return own === undefined ? `In the field ${field}.` : `In the field ${field} of the own connection for ${own}.`;
}
