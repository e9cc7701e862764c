// Maps a destination to the form's shape of it and back. Plain JSON throughout, so that a draft can be kept across a reload
// (without the secrets).
import { formatByteSize, parseByteSize } from "#lib/destination/byte-size";
import { connectionDraft, connectionOf, durationProblems } from "#lib/destination/connection-draft";
import {
  type ConnectionDraft,
  type DestinationDraft,
  draftPathOf,
  emptyConnection,
  type OwnConnectionDraft,
  type SignalDraft,
} from "#lib/destination/draft-shape";
import { formatDuration, parseDuration } from "#lib/destination/duration";
import { resolveEndpoint } from "#lib/destination/endpoint";
import { applyFix } from "#lib/destination/fix";
import type { Fix, Problem } from "#lib/destination/problem";
import { connectionPath, queueDefaults } from "#lib/destination/resolve";
import type { Connection, Destination, ProbedDestination, QueueSettings } from "#lib/destination/schema";
import { type Signal, signals } from "#lib/otlp/signal";

/** The draft of a destination as it was read: null secrets become `saved`. */
export function draftOf(saved: ProbedDestination): DestinationDraft {
  const { traces, metrics, logs } = saved.signals;
  const one = (settings: { enabled: boolean; connection?: Connection | undefined } | undefined): SignalDraft => ({
    enabled: settings?.enabled ?? false,
    connection: settings?.connection ? connectionDraft(settings.connection) : null,
  });
  return {
    name: saved.name ?? "",
    enabled: saved.enabled ?? true,
    connection: sharedDraft(saved.connection ?? {}),
    signals: {
      traces: one(traces),
      metrics: {
        ...one(metrics),
        temporality: metrics?.temporality ?? "cumulative",
        interval: formatDuration(metrics?.intervalMs ?? 60_000),
        histograms: metrics?.histograms ?? "explicit",
      },
      logs: one(logs),
    },
    sources: saved.sources ?? ["otlp"],
    queueMaxBytes: formatByteSize(saved.queue?.maxBytes ?? queueDefaults.maxBytes),
    queueMaxAge: formatDuration(saved.queue?.maxAgeMs ?? queueDefaults.maxAgeMs),
    queueWhenFull: saved.queue?.whenFull ?? queueDefaults.whenFull,
    preset: saved.preset ?? null,
    labels: saved.labels ?? {},
  };
}

function sharedDraft(connection: Connection): ConnectionDraft {
  const empty = emptyConnection();
  const draft = connectionDraft(connection);
  return {
    transport: draft.transport ?? empty.transport,
    endpoint: draft.endpoint ?? empty.endpoint,
    encoding: draft.encoding ?? empty.encoding,
    compression: draft.compression ?? empty.compression,
    headers: draft.headers ?? empty.headers,
    secret: draft.secret ?? empty.secret,
    auth: draft.auth ?? empty.auth,
    tls: draft.tls ?? empty.tls,
    proxy: draft.proxy ?? empty.proxy,
    timeout: draft.timeout ?? empty.timeout,
  };
}

/** The destination a draft means. `problems` are texts that are no durations or sizes; values are judged by checkDestination. */
export function destinationOf(draft: DestinationDraft): { destination: Destination; problems: Problem[] } {
  const { name, enabled, sources, labels, preset } = draft;
  const { traces, metrics, logs } = draft.signals;
  const intervalMs = parseDuration(metrics.interval);
  const connection = sharedOf(draft);
  const destination: Destination = {
    name,
    enabled,
    ...(connection ? { connection } : {}),
    signals: {
      traces: { enabled: traces.enabled, ...ownOf(draft, "traces") },
      metrics: {
        enabled: metrics.enabled,
        ...ownOf(draft, "metrics"),
        temporality: metrics.temporality,
        ...(intervalMs === null ? {} : { intervalMs }),
        histograms: metrics.histograms,
      },
      logs: { enabled: logs.enabled, ...ownOf(draft, "logs") },
    },
    sources,
    queue: queueOf(draft),
    ...(preset === null ? {} : { preset }),
    labels,
  };
  return { destination, problems: textProblems(draft) };
}

/** What is no size or duration is left out. */
function queueOf({ queueMaxBytes, queueMaxAge, queueWhenFull }: DestinationDraft): QueueSettings {
  const maxBytes = parseByteSize(queueMaxBytes);
  const maxAgeMs = parseDuration(queueMaxAge);
  return {
    ...(maxBytes === null ? {} : { maxBytes }),
    ...(maxAgeMs === null ? {} : { maxAgeMs }),
    whenFull: queueWhenFull,
  };
}

function queueProblems({ queueMaxBytes, queueMaxAge }: DestinationDraft): Problem[] {
  const unreadable = (path: string, noun: string, example: string): Problem => {
    const message = `Write the ${noun} as a number and a unit: ${example}`;
    return { path, code: "settings.invalid", message, fix: null };
  };
  return [
    ...(parseByteSize(queueMaxBytes) === null ? [unreadable("/queue/maxBytes", "size", "1 GiB")] : []),
    ...(parseDuration(queueMaxAge) === null ? [unreadable("/queue/maxAgeMs", "age", "24h")] : []),
  ];
}

/** The shared connection; none where nothing was entered and every enabled signal has its own transport and endpoint. */
function sharedOf(draft: DestinationDraft): Connection | null {
  const { connection } = draft;
  const isOwn = (signal: Signal) => {
    const own = draft.signals[signal].connection;
    return own !== null && own.transport !== null && own.endpoint !== null;
  };
  const needed = signals.some((signal) => draft.signals[signal].enabled && !isOwn(signal));
  if (!needed && JSON.stringify(connection) === JSON.stringify(emptyConnection())) return null;
  const fields = {
    ...connection,
    endpoint: connection.endpoint === "" ? null : connection.endpoint,
    secret: connection.secret === "" ? null : connection.secret,
    proxy: connection.proxy === "" ? null : connection.proxy,
  };
  return connectionOf(fields, connection.transport === "grpc");
}

function ownOf(draft: DestinationDraft, signal: Signal): { connection?: Connection } {
  const own = draft.signals[signal].connection;
  if (own === null) return {};
  const timeout = own.timeout === "" ? null : own.timeout;
  const transport = own.transport ?? draft.connection.transport;
  return { connection: connectionOf({ ...own, timeout }, transport === "grpc") };
}

function textProblems(draft: DestinationDraft): Problem[] {
  const { connection, signals: settings } = draft;
  const timeout = (at: string, text: string | null) => durationProblems(`${at}/timeoutMs`, text, "timeout", "10s");
  const { enabled, interval } = settings.metrics;
  return [
    ...timeout("/connection", connection.timeout),
    ...(enabled ? durationProblems("/signals/metrics/intervalMs", interval, "interval", "30s") : []),
    ...signals
      .filter((signal) => settings[signal].enabled)
      .flatMap((signal) => timeout(connectionPath(signal), settings[signal].connection?.timeout || null)),
    ...queueProblems(draft),
  ];
}

/** A signal's own connection to begin with: its transport and full URL, if the shared one is right; the rest is shared. */
export function ownDraftFor({ connection }: DestinationDraft, signal: Signal): OwnConnectionDraft {
  const { transport, endpoint } = connection;
  const { target } = resolveEndpoint({ transport, endpoint, kind: "base", signal, path: "/connection/endpoint" });
  const shared = connectionDraft({});
  if (target === null) return shared;
  return { ...shared, transport, endpoint: transport === "grpc" ? endpoint : target.url };
}

/** Applies a fix to what is in the form; everything the fix does not touch stays as typed. */
export function applyFixToDraft(draft: DestinationDraft, fix: Fix): DestinationDraft {
  const { destination } = destinationOf(draft);
  const fixed = draftOf(applyFix(destination, fix));
  const touched = new Set(fix.changes.map(({ path }) => draftPathOf(path)));
  return carry(draft, draftOf(destination), fixed, touched, "") as DestinationDraft;
}

/** Takes over what differs between before and after (or was touched), and keeps the rest. */
function carry(typed: unknown, before: unknown, after: unknown, touched: Set<string>, path: string): unknown {
  if (touched.has(path)) return after;
  if (!isNode(typed) || !isNode(before) || !isNode(after)) return Object.is(before, after) ? typed : after;
  const inner = (key: string | number) => (path === "" ? `${key}` : `${path}.${key}`);
  const at = (node: object, key: string | number) => Reflect.get(node, key) as unknown;
  const next = (key: string | number) => carry(at(typed, key), at(before, key), at(after, key), touched, inner(key));
  if (Array.isArray(after)) {
    return Array.isArray(before) && after.length === before.length
      ? (typed as unknown[]).map((row, index) => (index < after.length ? next(index) : row))
      : after;
  }
  return Object.fromEntries(Object.keys(after).map((key) => [key, next(key)]));
}

function isNode(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
