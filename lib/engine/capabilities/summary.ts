// What the rows of a run come to: what is not accepted, how large a batch may be, and what the destination should be set to. Pure.
import type {
  CapabilityAspect,
  CapabilityFinding,
  CapabilityRow,
  CapabilitySummary,
} from "#lib/destination/capability";
import type { Change, Fix } from "#lib/destination/problem";
import { type Setting, settingOf, sizeWords, type Tried } from "#lib/engine/capabilities/plan";
import { fixOf } from "#lib/engine/capabilities/setting-fix";
import { type Signal, signalFacts } from "#lib/otlp/signal";

export type Told = { row: CapabilityRow; setting: Setting };

type Batches = CapabilitySummary["batches"];

export function summarise(
  tried: readonly Tried[],
  told: readonly Told[],
): Pick<CapabilitySummary, "findings" | "batches"> {
  const batches = tried.map(({ signal }) => batchOf(signal, told));
  const findings = [...betterSettings(tried, told), ...notAccepted(tried, told), ...sizeFindings(batches)];
  return { findings, batches };
}

/** What works beside settings that are refused; and gzip, where everything goes uncompressed. */
function betterSettings(tried: readonly Tried[], told: readonly Told[]): CapabilityFinding[] {
  const found = tried.flatMap((one) => {
    const better = betterOf(one, told);
    return better === null ? [] : [{ one, ...better, key: JSON.stringify([better.row.what, better.why]) }];
  });
  return groupsOf(found).map((group) => {
    const [{ row, why }] = group;
    const signals = group.map(({ one }) => one.signal);
    const text = `${namesOf(signals)}: ${why}. ${row.what} is accepted.`;
    return { aspect: row.aspect, signals, text, fix: mergedFix(group, tried) };
  });
}

function betterOf({ signal, connection }: Tried, told: readonly Told[]): (Told & { why: string }) | null {
  const own = told.filter(({ row }) => row.signal === signal && row.aspect !== "size");
  const asSet = own.find(({ row }) => row.aspect === "settings")?.row;
  const accepted = (aspect?: CapabilityAspect) =>
    own.find(({ row }) => row.verdict === "accepted" && (aspect === undefined || row.aspect === aspect));
  if (asSet === undefined) return null;
  if (asSet.verdict === "accepted") {
    const gzip = connection.compression === "none" ? accepted("compression") : undefined;
    return gzip === undefined ? null : { ...gzip, why: "Requests go uncompressed" };
  }
  const other = accepted();
  const why = { refused: "The settings are refused", partial: "The settings are accepted in part" };
  if (other === undefined) return null;
  return {
    ...other,
    why:
      asSet.verdict === "partial"
        ? why.partial
        : asSet.verdict === "refused"
          ? why.refused
          : "The settings got no answer",
  };
}

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
  const refused = told.filter(({ row }) => {
    const isVaried = row.aspect !== "settings" && row.aspect !== "size";
    return isVaried && (row.verdict === "refused" || row.verdict === "partial") && worksAsSet(row.signal, tried, told);
  });
  const keyed = refused.map(({ row }) => ({ row, key: JSON.stringify([row.what, row.verdict]) }));
  return groupsOf(keyed).map((group) => {
    const [{ row }] = group;
    const signals = group.map(({ row: { signal } }) => signal);
    const how = row.verdict === "partial" ? "is accepted only in part" : "is not accepted";
    return { aspect: row.aspect, signals, text: `${namesOf(signals)}: ${row.what} ${how}.`, fix: null };
  });
}

/** Where nothing works, a refusal says nothing about the one thing that was varied. */
function worksAsSet(signal: Signal, tried: readonly Tried[], told: readonly Told[]): boolean {
  const isTried = tried.some((one) => one.signal === signal);
  return isTried && told.some(({ row }) => row.signal === signal && row.verdict === "accepted");
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

function sizeFindings(batches: Batches): CapabilityFinding[] {
  const limited = batches.flatMap(({ signal, acceptedBytes, refusedBytes }) =>
    refusedBytes === null ? [] : [{ signal, acceptedBytes, refusedBytes, key: `${acceptedBytes} ${refusedBytes}` }],
  );
  return groupsOf(limited).map((group) => {
    const [{ acceptedBytes, refusedBytes }] = group;
    const signals = group.map(({ signal }) => signal);
    const known = acceptedBytes === null ? "" : `Batches of ${sizeWords(acceptedBytes)} are accepted, `;
    const text = `${namesOf(signals)}: ${known}${sizeWords(refusedBytes)} ${acceptedBytes === null ? "is" : "are"} refused.`;
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

function namesOf(signals: readonly Signal[]): string {
  return signals.map((signal) => signalFacts[signal].label).join(", ");
}
