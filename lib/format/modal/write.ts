// Writes a destination as Modal takes it: a push URL, and a secret with OTEL_HEADER_* keys.
import { type EffectiveConnection, effectiveConnection } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
import { keyPrefix } from "#lib/destination/secret-key";
import { shellComment } from "#lib/destination/shell-word";
import { shellValue } from "#lib/format/env/quoting";
import type { Writer } from "#lib/format/exported";
import { askedIn, fillOf } from "#lib/format/fill";
import { leftBySdk } from "#lib/format/left-by-sdk";
import { headerRows } from "#lib/format/written-connection";
import type { Signal } from "#lib/otlp/signal";

/** What Modal exports. */
const exported: readonly Signal[] = ["logs", "metrics"];

export const modalWriter: Writer = {
  format: "modal",
  label: "Modal secret",
  fileName: "modal-secret.sh",
  write: (destination, fill) => {
    const more = new Map<string, string>();
    const connections = exported.flatMap((signal) =>
      destination.signals[signal]?.enabled ? (effectiveConnection(destination, signal) ?? []) : [],
    );
    const [first] = connections;
    const rows = first === undefined ? [] : headerRows(first, more);
    const extra = fillOf(more);
    const asked = askedIn(rows.map(({ value }) => value).join(" "), [...fill, ...extra]);
    const keys = rows.map(({ name, value }) => `  ${shellValue(keyPrefix + name)}=${shellValue(value)}`);
    const lines = [
      ...asked.map(({ name, words }) => shellComment(`Set ${name}: ${words}`)),
      ...(first === undefined
        ? []
        : [shellComment("The push URL, for Modal’s settings"), `PUSH_URL=${shellValue(baseOf(first, destination))}`]),
      ...(keys.length === 0 ? [] : [["modal secret create outspan", ...keys].join(" \\\n")]),
    ];
    return {
      text: `${lines.join("\n")}\n`,
      left: [...modalLeft(destination, connections), ...leftBySdk(destination)],
      fill: extra,
    };
  },
};

/** Modal appends the signal's path. */
function baseOf({ target, kind }: EffectiveConnection, { connection }: ProbedDestination): string {
  const url = kind === "base" ? (connection?.endpoint ?? target.url) : target.url;
  return url.replace(/\/v1\/(?:metrics|logs)$/, "");
}

function modalLeft({ enabled, signals }: ProbedDestination, connections: readonly EffectiveConnection[]): string[] {
  const [first, ...others] = connections;
  const said = ({ target, headers, auth, transport }: EffectiveConnection) => {
    return JSON.stringify([target.url.replace(/\/v1\/(?:metrics|logs)$/, ""), headers, auth, transport]);
  };
  const isOff = exported.filter((signal) => !signals[signal]?.enabled);
  const { intervalMs, temporality, histograms } = signals.metrics ?? {};
  const hasOwn = connections.some(({ kind, target }) => kind === "own" && !/\/v1\/(?:metrics|logs)$/.test(target.path));
  return [
    ...(enabled === false ? ["That the destination is off."] : []),
    ...(signals.traces?.enabled ? ["Traces: Modal exports logs and metrics."] : []),
    ...isOff.map((signal) => `That ${signal} are off: Modal exports both.`),
    ...(connections.some(({ transport }) => transport === "grpc") ? ["gRPC: Modal sends over HTTP."] : []),
    ...(hasOwn ? ["The endpoint of one signal: Modal takes a base URL."] : []),
    ...(others.some((one) => first && said(one) !== said(first))
      ? ["The own connection of a signal: Modal has one for all."]
      : []),
    ...((intervalMs ?? 60_000) !== 60_000 ||
    (temporality ?? "cumulative") !== "cumulative" ||
    histograms === "exponential"
      ? ["Temporality, interval and histograms: Modal decides."]
      : []),
    ...(connections.some(
      ({ encoding, compression, timeoutMs }) => encoding === "json" || compression !== "gzip" || timeoutMs !== 10_000,
    )
      ? ["Encoding, compression and timeout: Modal decides."]
      : []),
  ];
}
