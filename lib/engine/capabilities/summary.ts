// What the rows of a run come to: what is not accepted, how large a batch may be, and what the destination should be set to. Pure.

import type {
  CapabilityAspect,
  CapabilityFinding,
  CapabilityRow,
  CapabilitySummary,
} from "#lib/destination/capability";
import type { Change, Fix } from "#lib/destination/problem";
import { hasCredentials } from "#lib/destination/resolve";
import { differOnlyIn, type Setting, settingOf, sizeWords, type Tried } from "#lib/engine/capabilities/plan";
import { fixOf } from "#lib/engine/capabilities/setting-fix";
import { type Signal, signalFacts } from "#lib/otlp/signal";

export type Told = { row: CapabilityRow; setting: Setting };

type Batches = CapabilitySummary["batches"];

export function summarise(
  tried: readonly Tried[],
  told: readonly Told[],
): Pick<CapabilitySummary, "findings" | "batches"> {
  const batches = tried.map(({ signal }) => batchOf(signal, told));
  const findings = [...betterSettings(tried, told), ...notAccepted(tried, told), ...sizeFindings(batches, tried)];
  return { findings, batches };
}

/** What works beside settings that are refused; and gzip, where everything goes uncompressed. */
function betterSettings(tried: readonly Tried[], told: readonly Told[]): CapabilityFinding[] {
  const found = tried.flatMap((one) => {
    const better = betterOf(one, told);
    return better === null ? [] : [{ one, ...better, key: JSON.stringify([better.row.what, better.why]) }];
  });
  return groupsOf(found).map((group) => {
    const [{ one, row, setting, why }] = group;
    const signals = group.map(({ one }) => one.signal);
    const text = `${namesOf(signals, tried)}: ${why} ${wordsFor(row)}.${originWords(one, setting)}`;
    return { aspect: row.aspect, signals, text, fix: mergedFix(group, tried) };
  });
}

/** api.md §2.1: secrets are bound to the origin. */
function originWords({ connection }: Tried, { port }: Setting): string {
  const isOther = port !== connection.target.port && hasCredentials(connection);
  return isOther ? " Another port is another origin, so secrets must be entered again." : "";
}

function betterOf({ signal, connection }: Tried, told: readonly Told[]): (Told & { why: string }) | null {
  const own = told.filter(({ row }) => row.signal === signal && row.aspect !== "size");
  const asSet = own.find(({ row }) => row.aspect === "settings")?.row;
  const accepted = (aspect?: CapabilityAspect) =>
    own.find(({ row }) => row.verdict === "accepted" && (aspect === undefined || row.aspect === aspect));
  if (asSet === undefined) return null;
  if (asSet.verdict === "accepted") {
    const gzip = connection.compression === "none" ? accepted("compression") : undefined;
    return gzip === undefined ? null : { ...gzip, why: "sent uncompressed, accepted with" };
  }
  const other = accepted();
  return other === undefined
    ? null
    : { ...other, why: `${asSetWords[asSet.verdict] ?? "not answered as saved"}, accepted with` };
}

const asSetWords: Partial<Record<CapabilityRow["verdict"], string>> = {
  refused: "refused as saved",
  partial: "accepted only in part as saved",
};

function mergedFix(group: readonly { one: Tried; setting: Setting }[], tried: readonly Tried[]): Fix | null {
  const whose = group.map(({ one }) => one.signal);
  const fixes = group.map(({ one, setting }) => fixOf(one, settingOf(one), setting, whose, tried));
  const [first] = fixes;
  if (!first) return null;
  const changes = new Map<string, Change>();
  for (const fix of fixes) for (const change of fix?.changes ?? []) changes.set(change.path, change);
  return { label: first.label, changes: [...changes.values()] };
}

/** Of what is not set: to be known before somebody sets it. */
function notAccepted(tried: readonly Tried[], told: readonly Told[]): CapabilityFinding[] {
  const refused = told.filter((one) => {
    const { aspect, verdict } = one.row;
    const isVaried = aspect !== "settings" && aspect !== "size";
    return isVaried && (verdict === "refused" || verdict === "partial") && isAcceptedWithout(one, told);
  });
  const keyed = refused.map(({ row }) => ({ row, key: JSON.stringify([row.what, row.verdict]) }));
  return groupsOf(keyed).map((group) => {
    const [{ row }] = group;
    const signals = group.map(({ row: { signal } }) => signal);
    const how = row.verdict === "partial" ? "is accepted only in part" : "is not accepted";
    return { aspect: row.aspect, signals, text: `${namesOf(signals, tried)}: ${row.what} ${how}.`, fix: null };
  });
}

/** Only beside an acceptance that differs in the one thing that was varied does a refusal say something about it. */
function isAcceptedWithout({ row: { signal, aspect }, setting }: Told, told: readonly Told[]): boolean {
  return told.some(
    ({ row, setting: other }) =>
      row.signal === signal && row.verdict === "accepted" && differOnlyIn(aspect, setting, other),
  );
}

function batchOf(signal: Signal, told: readonly Told[]): Batches[number] {
  const sizes = told.flatMap(({ row }) =>
    row.signal === signal && row.bytes !== undefined ? [{ bytes: row.bytes, verdict: row.verdict }] : [],
  );
  const taken = sizes.filter(({ verdict }) => verdict === "accepted" || verdict === "partial");
  return {
    signal,
    acceptedBytes: taken.at(-1)?.bytes ?? null,
    refusedBytes: sizes.find(({ verdict }) => verdict === "refused")?.bytes ?? null,
  };
}

function sizeFindings(batches: Batches, tried: readonly Tried[]): CapabilityFinding[] {
  const limited = batches.flatMap(({ signal, acceptedBytes, refusedBytes }) =>
    refusedBytes === null ? [] : [{ signal, acceptedBytes, refusedBytes, key: `${acceptedBytes} ${refusedBytes}` }],
  );
  return groupsOf(limited).map((group) => {
    const [{ acceptedBytes, refusedBytes }] = group;
    const signals = group.map(({ signal }) => signal);
    const known = acceptedBytes === null ? "" : `Batches of ${sizeWords(acceptedBytes)} are accepted, `;
    const text = `${namesOf(signals, tried)}: ${known}${sizeWords(refusedBytes)} ${acceptedBytes === null ? "is" : "are"} refused.`;
    return { aspect: "size" as const, signals, text, fix: null };
  });
}

function groupsOf<T extends { key: string }>(all: readonly T[]): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const one of all) {
    const group = groups.get(one.key);
    if (group === undefined) groups.set(one.key, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

/** In the middle of a sentence: "Delta temporality" begins small, JSON and gRPC stay. */
function wordsFor({ what }: CapabilityRow): string {
  return what.replace(/^(No|Delta|Cumulative|Explicit|Exponential)\b/, (word) => word.toLowerCase());
}

function namesOf(signals: readonly Signal[], tried: readonly Tried[]): string {
  if (signals.length > 1 && signals.length === tried.length) return "All signals";
  return signals.map((signal) => signalFacts[signal].label).join(", ");
}
