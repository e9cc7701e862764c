// A destination's signals grouped by what one exporter of the Collector can say: a group shares everything but the endpoints over HTTP. Pure.
import { type EffectiveConnection, effectiveConnection, enabledSignals, slotOf } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
import type { Signal } from "#lib/otlp/signal";

type SignalPart = {
  signal: Signal;
  connection: EffectiveConnection;
  /** The endpoint as it was typed. */
  typed: string;
};

/** `signal`: of a group that stands beside the main one, for it alone; null in the main one. */
export type ExporterPart = { signal: Signal | null; members: SignalPart[]; connection: EffectiveConnection };

export type ExporterParts = {
  parts: ExporterPart[];
  /** Signals whose endpoint cannot be made out. */
  unclear: Signal[];
};

export function exporterParts(destination: ProbedDestination): ExporterParts {
  const unclear: Signal[] = [];
  const groups = new Map<string, SignalPart[]>();
  for (const signal of enabledSignals(destination)) {
    const connection = effectiveConnection(destination, signal);
    if (connection === null) {
      unclear.push(signal);
      continue;
    }
    const slot = slotOf(destination, signal, "endpoint");
    const holder = slot === "shared" ? destination.connection : destination.signals[slot]?.connection;
    const part = { signal, connection, typed: holder?.endpoint ?? connection.target.url };
    const key = keyOf(connection);
    groups.set(key, [...(groups.get(key) ?? []), part]);
  }
  const [main, ...others] = [...groups.values()].sort((one, other) => other.length - one.length);
  const beside = others.flat().map((part): ExporterPart => {
    return { signal: part.signal, members: [part], connection: part.connection };
  });
  const [first] = main ?? [];
  if (main === undefined || first === undefined) return { parts: [], unclear };
  return { parts: [{ signal: null, members: main, connection: first.connection }, ...beside], unclear };
}

function keyOf({ from: _, kind: _kind, target, ...rest }: EffectiveConnection): string {
  return JSON.stringify([rest, rest.transport === "grpc" ? target.url : target.tls]);
}
