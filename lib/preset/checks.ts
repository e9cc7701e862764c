// What a backend is known to refuse of a draft: a signal, its temporality, its encodings, its transport. Told by its hosts alone, as sentences at a
// field with the change that repairs them.
import type { Hint } from "#lib/destination/problem";
import { type EffectiveConnection, effectiveConnection, enabledSignals } from "#lib/destination/resolve";
import type { Encoding, ProbedDestination, Temporality } from "#lib/destination/schema";
import type { Signal } from "#lib/otlp/signal";
import { type Quirks, quirksOf } from "#lib/preset/quirks";

/** Each once. Nothing is said of a host that is no vendor's own. */
export function presetChecks(destination: ProbedDestination): Hint[] {
  const found = enabledSignals(destination).flatMap((signal) => {
    const connection = effectiveConnection(destination, signal);
    const quirks = connection === null ? null : quirksOf(connection.target.host);
    if (connection === null || quirks === null) return [];
    if (quirks.signals.length > 0 && !quirks.signals.includes(signal)) return [signalCheck(quirks, signal)];
    const temporality = destination.signals.metrics?.temporality ?? "cumulative";
    return [
      ...transportCheck(quirks, connection),
      ...encodingCheck(quirks, connection),
      ...(signal === "metrics" ? temporalityCheck(quirks, temporality) : []),
    ];
  });
  return [...new Map(found.map((hint) => [hint.path + hint.message, hint])).values()];
}

function signalCheck({ name }: Quirks, signal: Signal): Hint {
  const path = `/signals/${signal}/enabled`;
  const fix = { label: `Switch ${signal} off`, changes: [{ path, value: false }] };
  return { path, message: `${name} is not known to take ${signal}.`, fix };
}

const temporalityWords = { delta: "Delta", cumulative: "Cumulative" };

function temporalityCheck({ name, requiredTemporality: required }: Quirks, chosen: Temporality): Hint[] {
  if (required === null || chosen === required || (required === "delta" && chosen === "lowmemory")) return [];
  const path = "/signals/metrics/temporality";
  const fix = { label: `Use ${temporalityWords[required]}`, changes: [{ path, value: required }] };
  return [{ path, message: `${name} stores ${required} only.`, fix }];
}

const encodingWords: Record<Encoding, string> = { protobuf: "Protobuf", json: "JSON" };

function encodingCheck({ name, encodings }: Quirks, { transport, encoding, from }: EffectiveConnection): Hint[] {
  const [instead] = encodings;
  if (transport !== "http" || instead === undefined || encodings.includes(encoding)) return [];
  const path = `${from.encoding}/encoding`;
  const fix = { label: `Use ${encodingWords[instead]}`, changes: [{ path, value: instead }] };
  return [{ path, message: `${name} is not known to take ${encodingWords[encoding]}.`, fix }];
}

/** Without a repair: another transport has another address. */
function transportCheck({ name, transports }: Quirks, { transport, from }: EffectiveConnection): Hint[] {
  if (transports.length === 0 || transports.includes(transport)) return [];
  const message = transport === "grpc" ? `${name} takes HTTP, not gRPC.` : `${name} takes gRPC, not HTTP.`;
  return [{ path: `${from.endpoint}/transport`, message, fix: null }];
}
