// The destinations that a soak may have: what each wants of the engine, what it has to get, and the judgement of its ledger. A judgement
// is a list of sentences; none means that nothing was lost and the ledger is right to the item.
import { type CountingReceiver, countingReceiver } from "#e2e/soak/counting-receiver";
import { createDeltaChains, type DeltaChains } from "#e2e/soak/delta-chains";
import { quietSourceName } from "#e2e/soak/quiet-source";
import { createTally, type Tally } from "#e2e/soak/tally";
import type { Destination } from "#lib/destination/schema";
import type { LedgerShown } from "#lib/destination/status";
import { type Signal, signals } from "#lib/otlp/signal";

/** `plain` gets all as it came; `delta` and `json` what has to be changed for them; `quiet` little, out of a log full of others'. */
export type Role = "plain" | "delta" | "json" | "quiet";

type Wish = {
  signals: Destination["signals"];
  sources?: Destination["sources"];
  encoding?: "json";
  /** Why items may not reach it, for all that nothing is lost. */
  mayDrop: "baseline" | "expired" | null;
};
const on = { enabled: true };
const wishes: Record<Role, Wish> = {
  plain: { signals: { traces: on, metrics: on, logs: on }, mayDrop: null },
  delta: { signals: { metrics: { ...on, temporality: "delta" } }, mayDrop: "baseline" },
  json: { signals: { traces: on, logs: on }, encoding: "json", mayDrop: "expired" },
  quiet: { signals: { logs: on }, sources: [quietSourceName], mayDrop: null },
};

export type SoakDestination = {
  role: Role;
  receiver: CountingReceiver;
  tallies: Record<Signal, Tally>;
  chains: DeltaChains;
  /** Whether it is to get what the senders push. */
  gets(signal: Signal): boolean;
};

export async function soakDestination(role: Role): Promise<SoakDestination> {
  const tallies = { traces: createTally(), metrics: createTally(), logs: createTally() };
  const chains = createDeltaChains();
  const { encoding = "protobuf", sources, signals: wanted } = wishes[role];
  const receiver = await countingReceiver({
    encoding,
    arrived(signal, { numbers, windows }, arrival) {
      tallies[signal].arrived(numbers, arrival);
      chains.arrived(windows);
    },
  });
  return { role, receiver, tallies, chains, gets: (signal) => sources === undefined && wanted[signal] !== undefined };
}

export function destinationFor(
  { role, receiver }: SoakDestination,
  { timeoutMs, maxAgeMs }: { timeoutMs: number; maxAgeMs: number | undefined },
): Destination {
  const { signals: wanted, sources, encoding, mayDrop } = wishes[role];
  return {
    name: `Soak ${role}`,
    connection: {
      ...{ transport: "http", endpoint: `http://127.0.0.1:${receiver.port}`, timeoutMs },
      ...(encoding && { encoding }),
    },
    signals: wanted,
    ...(sources && { sources }),
    ...(mayDrop === "expired" && maxAgeMs !== undefined && { queue: { maxAgeMs } }),
  };
}

type Ledger = Record<Signal, LedgerShown>;

/** At any moment: what came in is what went out and what waits, and is no less than what was acknowledged before. */
export function judgeBalance(
  { role, tallies }: SoakDestination,
  ledger: Ledger,
  moment: { acknowledged: Record<Signal, number>; sent: Record<Signal, number> },
): string[] {
  return signals.flatMap((signal) => {
    if (wishes[role].signals[signal] === undefined) return [];
    const row = ledger[signal];
    const [acknowledged, sent] = [moment.acknowledged[signal], moment.sent[signal]];
    const isBalanced = row.received === row.delivered + row.rejected + droppedOf(row) + row.queued;
    const isWhole = row.received >= acknowledged && row.received <= sent;
    const told = `${role}, ${signal}: ${JSON.stringify(row)}, ${acknowledged} acknowledged, ${sent} sent`;
    return isBalanced && isWhole && isClean(role, row) && tallies[signal].distinct() <= sent ? [] : [told];
  });
}

/** With nothing queued: every acknowledged item is there, and `delivered` is what the destination has, to the item. */
export function judgeArrived(destination: SoakDestination, ledger: Ledger): string[] {
  const { role, receiver, tallies, chains } = destination;
  const { problems, baselines } = chains.judge();
  const told = [...receiver.problems(), ...problems].map((problem) => `${role}: ${problem}`);
  const ofSignals = signals.flatMap((signal) => {
    if (wishes[role].signals[signal] === undefined) return [];
    const found = judgeSignal(tallies[signal], ledger[signal], signal === "metrics" ? baselines : []);
    const foul = isClean(role, ledger[signal]) ? [] : [`lost without need: ${JSON.stringify(ledger[signal])}`];
    return [...found, ...foul].map((problem) => `${role}, ${signal}: ${problem}`);
  });
  return [...firstOf(told), ...ofSignals];
}

function judgeSignal(tally: Tally, row: LedgerShown, baselines: readonly number[]): string[] {
  const begins = new Set(baselines);
  const missing = tally.missing().filter((number) => !begins.has(number));
  const expired = row.dropped.expired ?? 0;
  const { unexplained } = tally.doubled();
  const lost = missing.length > expired ? [`${missing.length} acknowledged items lost, the first ${missing[0]}`] : [];
  const twice = unexplained > 0 ? [`${unexplained} items twice without a reason`] : [];
  // What arrived without an answer may have expired after it.
  const beyond = tally.distinct() - row.delivered;
  const isExact =
    beyond >= 0 &&
    beyond <= expired &&
    row.received === row.delivered + droppedOf(row) &&
    (row.dropped.baseline ?? 0) === baselines.length;
  const wrong = isExact
    ? []
    : [`${tally.distinct()} arrived, ${baselines.length} baselines, ledger ${JSON.stringify(row)}`];
  return [...lost, ...twice, ...wrong];
}

function droppedOf({ dropped }: LedgerShown): number {
  return Object.values(dropped).reduce((sum, items) => sum + items, 0);
}

/** Nothing that a soak does is a reason to refuse anything, or to lose it but for what the destination wants. */
function isClean(role: Role, { rejected, dropped }: LedgerShown): boolean {
  const reasons = Object.entries(dropped).filter(([, items]) => items > 0);
  return rejected === 0 && reasons.every(([reason]) => reason === wishes[role].mayDrop);
}

/** One fault may break a thousand series. */
function firstOf(problems: readonly string[]): string[] {
  const most = 5;
  const more = problems.length - most;
  return [...problems.slice(0, most), ...(more > 0 ? [`and ${more} more of the kind`] : [])];
}
