// What a Collector's file says beside its exporters, and why Outspan leaves it out. Only marks lines.
import { isAuthenticator, usedAuthenticators } from "#lib/format/collector/authenticator";
import { typeOf } from "#lib/format/collector/exporter-names";
import { markItems } from "#lib/format/collector/pipelines";
import type { Cursor } from "#lib/format/cursor";

const itsOwn = "it is the Collector’s own";

/** `converters`: processors of metrics that were read as a temporality. */
export function markAside(configuration: Cursor, converters: ReadonlySet<string>): void {
  const used = usedAuthenticators(configuration.at("exporters")?.node);
  for (const part of configuration.entries()) {
    if (part.key === "receivers") part.ignored("receivers are the Collector’s own: Outspan has one for OTLP");
    else if (part.key === "connectors") part.ignored("connectors are the Collector’s own");
    else if (/^(?:x-|\.)/.test(part.key)) part.understood("Read where it is used");
    else if (part.key === "service") markService(part);
    else if (part.key === "processors") {
      for (const processor of part.entries()) {
        if (converters.has(processor.key)) markConverter(processor);
        else processor.ignored(processorReason(typeOf(processor.key)));
      }
    } else if (part.key === "extensions") {
      for (const extension of part.entries()) {
        if (!isAuthenticator(extension.key)) extension.ignored(itsOwn);
        else if (!used.has(extension.key)) extension.ignored("no exporter here uses it");
      }
    }
  }
}

function processorReason(type: string): string {
  if (type === "batch") return "Outspan batches by itself";
  if (type === "memory_limiter") return "Outspan bounds its memory by itself";
  return "Outspan changes nothing of the items that it passes on";
}

function markConverter(processor: Cursor): void {
  const settings = processor.entries();
  if (settings.length === 0) processor.understood("");
  for (const setting of settings) setting.ignored("Outspan converts every metric, in its own way");
}

function markService(service: Cursor): void {
  for (const part of service.entries()) {
    if (part.key === "telemetry") part.ignored("it is about the Collector’s own telemetry");
    else if (part.key === "extensions") {
      const items = part.node.kind === "list" ? part.node.items : [];
      const names = items.flatMap((one) => (one.kind === "scalar" ? String(one.value).trim() : []));
      markItems(part, new Set(names.filter(isAuthenticator)), "", () => itsOwn);
    } else if (part.key !== "pipelines") part.unknown("A service has extensions, pipelines and telemetry");
  }
}
