// The change of a destination that takes a signal from its settings to those that were accepted. Pure.
import { originOf } from "#lib/destination/origin";
import type { Change, Fix } from "#lib/destination/problem";
import { connectionPath } from "#lib/destination/resolve";
import {
  compressionWords,
  encodingWords,
  histogramsWords,
  type Setting,
  type Tried,
  temporalityWords,
  transportWords,
} from "#lib/engine/capabilities/plan";
import { type Signal, signalFacts } from "#lib/otlp/signal";

type Part = { label: string; changes: Change[] };

/** `whose`: the signals that want the same. A shared field changes only where all that use it want it; else each gets its own. */
export function fixOf(
  tried: Tried,
  from: Setting,
  to: Setting,
  whose: readonly Signal[],
  all: readonly Tried[],
): Fix | null {
  const parts: Part[] = [];
  if (to.transport !== from.transport || to.port !== from.port) parts.push(transportPart(tried, to, whose, all));
  if (to.transport === "http" && to.encoding !== from.encoding) {
    const path = `${pointerOf(tried, "encoding", whose, all)}/encoding`;
    parts.push({ label: encodingWords[to.encoding], changes: [{ path, value: to.encoding }] });
  }
  if (to.compression !== from.compression) {
    const path = `${pointerOf(tried, "compression", whose, all)}/compression`;
    const label = compressionWords[to.compression].replace(/^No/, "no");
    parts.push({ label, changes: [{ path, value: to.compression }] });
  }
  if (to.temporality !== from.temporality) {
    const changes = [{ path: "/signals/metrics/temporality", value: to.temporality }];
    parts.push({ label: temporalityWords[to.temporality].toLowerCase(), changes });
  }
  if (to.histograms !== from.histograms) {
    const changes = [{ path: "/signals/metrics/histograms", value: to.histograms }];
    parts.push({ label: histogramsWords[to.histograms].toLowerCase(), changes });
  }
  if (parts.length === 0) return null;
  const label = `Use ${parts.map((part) => part.label).join(" and ")}`;
  return { label, changes: parts.flatMap(({ changes }) => changes) };
}

function transportPart(tried: Tried, to: Setting, whose: readonly Signal[], all: readonly Tried[]): Part {
  const { connection, signal } = tried;
  const at = pointerOf(tried, "endpoint", whose, all);
  const origin = originOf({ ...connection.target, port: to.port });
  const isOwn = at !== connectionPath("shared");
  const endpoint = to.transport === "http" && isOwn ? origin + signalFacts[signal].path : origin;
  const where = to.port === connection.target.port ? "" : ` on port ${to.port}`;
  const changes = [
    { path: `${at}/transport`, value: to.transport },
    { path: `${at}/endpoint`, value: endpoint },
  ];
  return { label: `${transportWords[to.transport]}${where}`, changes };
}

type Field = "endpoint" | "encoding" | "compression";

function pointerOf(tried: Tried, field: Field, whose: readonly Signal[], all: readonly Tried[]): string {
  const from = tried.connection.from[field];
  const users = all.filter(({ connection }) => connection.from[field] === from);
  return users.every(({ signal }) => whose.includes(signal)) ? from : connectionPath(tried.signal);
}
