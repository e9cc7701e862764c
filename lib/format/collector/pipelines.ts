// Which exporter gets which signals, by the pipelines of the Collector's `service`. Knows nothing of an exporter's settings.
import { otherExporter, transportOf, typeOf } from "#lib/format/collector/exporter-names";
import type { Cursor } from "#lib/format/cursor";
import type { Signal } from "#lib/otlp/signal";
import { signals } from "#lib/otlp/signal";

/** What pipelines make of one exporter. */
export type Use = { signals: Set<Signal>; isDelta: boolean };
export type Uses = {
  byExporter: ReadonlyMap<string, Use>;
  /** Processors of metrics that decide on the temporality. */
  temporality: ReadonlySet<string>;
};

const itsOwn = "it is the Collector’s own";
const converters = ["cumulativetodelta", "deltatocumulative"];

/** Without pipelines every exporter may get everything. */
export function pipelinesOf(pipelines: Cursor, exporters: ReadonlySet<string>): Uses {
  const byExporter = new Map<string, Use>();
  const temporality = new Set<string>();
  for (const pipeline of pipelines.entries()) {
    const signal = signals.find((one) => one === typeOf(pipeline.key));
    if (signal === undefined) {
      if (typeOf(pipeline.key) === "profiles") pipeline.ignored("Outspan carries traces, metrics and logs");
      else pipeline.unknown("A pipeline is called traces, metrics or logs");
      continue;
    }
    const found = processorsOf(pipeline, signal);
    for (const name of found) temporality.add(name);
    for (const name of exportersOf(pipeline, exporters)) {
      const use = byExporter.get(name) ?? { signals: new Set(), isDelta: false };
      use.signals.add(signal);
      // The last one decides.
      if (signal === "metrics" && typeOf(found.at(-1) ?? "") === "cumulativetodelta") use.isDelta = true;
      byExporter.set(name, use);
    }
  }
  return { byExporter, temporality };
}

/** Those of a pipeline that Outspan has its like for. Marks all of the pipeline but its exporters. */
function processorsOf(pipeline: Cursor, signal: Signal): string[] {
  const found: string[] = [];
  for (const part of pipeline.entries()) {
    if (part.key === "receivers") part.ignored("receivers are the Collector’s own: Outspan has one for OTLP");
    else if (part.key === "processors") {
      const names = namesIn(part).filter((name) => signal === "metrics" && converters.includes(typeOf(name)));
      found.push(...names);
      markItems(part, new Set(names), "Temporality of the metrics", () => itsOwn);
    } else if (part.key !== "exporters") part.unknown("A pipeline has receivers, processors and exporters");
  }
  return found;
}

function exportersOf(pipeline: Cursor, exporters: ReadonlySet<string>): string[] {
  const list = pipeline.at("exporters");
  if (list === null) return [];
  const names = namesIn(list);
  const known = new Set(names.filter((name) => exporters.has(name)));
  markItems(list, known, "", (name) => {
    return transportOf(name) === null ? otherExporter(name) : null;
  });
  return [...known];
}

/** Marks a list of names: the known ones, and why the others are left out; null where one is missing from the text. */
export function markItems(
  list: Cursor,
  known: ReadonlySet<string>,
  note: string,
  why: (name: string) => string | null,
): void {
  const names = namesIn(list);
  const aside = names.map(why);
  if (!names.some((name) => known.has(name)) && aside.every((reason) => reason !== null)) {
    list.ignored([...new Set(aside)].join("; ") || itsOwn);
    return;
  }
  const items = list.node.kind === "list" ? list.items() : [list];
  for (const item of items) {
    const name = nameIn(item.node);
    const reason = why(name);
    if (known.has(name)) item.understood(note);
    else if (reason !== null) item.ignored(reason);
    else item.unknown("Nothing of this name stands in the text");
  }
}

function namesIn(list: Cursor): string[] {
  const { node } = list;
  if (node.kind === "list") return node.items.map(nameIn);
  return node.kind === "scalar" && node.value !== null ? [nameIn(node)] : [];
}

function nameIn(node: Cursor["node"]): string {
  return node.kind === "scalar" && node.value !== null ? String(node.value).trim() : "";
}
