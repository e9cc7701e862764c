// Judges the values of a destination: every sentence that stands at a field, on the page, in the API and in a report.
// Pure and browser-safe. The shape is judged in schema.ts; PEM content in tls-material.ts.
import { checkAuth } from "#lib/destination/check-auth";
import { checkHeaders, headersMax } from "#lib/destination/check-header";
import { checkSigning } from "#lib/destination/check-signing";
import { checkTls } from "#lib/destination/check-tls";
import { hasInvisible } from "#lib/destination/check-value";
import { resolveEndpoint } from "#lib/destination/endpoint";
import { findHoles } from "#lib/destination/hole";
import { missingParts } from "#lib/destination/presence";
import type { Fix, Problem } from "#lib/destination/problem";
import { parseProxy } from "#lib/destination/proxy";
import { connectionPath, enabledSignals, type Slot, slotOf } from "#lib/destination/resolve";
import type { Connection, ProbedDestination, QueueSettings, Source } from "#lib/destination/schema";
import { type Signal, signals as signalNames } from "#lib/otlp/signal";

const nameLengthMax = 200;
const labelsMax = 64;
const labelLengthMax = 256;
/** Room for three certificates and every header. */
const unusedLengthMax = 524_288;
const timeoutMsMin = 100;
const timeoutMsMax = 600_000;
const intervalMsMin = 1000;
const intervalMsMax = 86_400_000;
const queueBytesMin = 1024 ** 2;
const queueBytesMax = 1024 ** 4;
const queueAgeMsMin = 60_000;
const queueAgeMsMax = 30 * 86_400_000;

function problem(path: string, message: string, code = "settings.invalid", fix: Fix | null = null): Problem {
  return { path, code, message, fix };
}

/**
 * All value problems, each once, in the order of the form. Judged are the shared connection and the own ones of enabled
 * signals: a signal that is off sends nothing. An absent name is fine, an empty one is a problem.
 */
export function checkDestination(destination: ProbedDestination): Problem[] {
  const on = enabledSignals(destination);
  const { connection, signals } = destination;
  const left = checkHoles(destination, on);
  const found = [
    ...left,
    ...checkName(destination.name),
    ...(connection ? checkConnection(destination, "shared", connection, on) : []),
    ...(on.length === 0 ? [problem("/signals", "Switch on at least one signal", "settings.no_signal")] : []),
    ...on.flatMap((signal) => [
      ...missingParts(destination, signal).map(({ path, message }) => problem(`/${path.join("/")}`, message)),
      ...checkConnection(destination, signal, signals[signal]?.connection ?? {}, on),
      ...checkAuthorization(destination, signal),
      ...checkSigning(destination, signal),
    ]),
    ...checkInterval(destination),
    ...signalNames.flatMap((signal) => checkUnused(signal, signals[signal])),
    ...checkSources(destination.sources ?? []),
    ...checkQueue(destination.queue ?? {}),
    ...checkLabels(destination.labels ?? {}),
  ];
  // What is still to be entered can be nothing else yet.
  const open = new Set(left.map(({ path }) => path));
  const seen = new Set<string>();
  return found.filter(({ path, code, message }) => {
    const key = `${path} ${message}`;
    return (code === placeholderCode || !open.has(path)) && !seen.has(key) && seen.add(key);
  });
}

const placeholderCode = "settings.placeholder";

/** What a pasted text left open stands as ${NAME} in its place. */
function checkHoles({ connection, signals }: ProbedDestination, on: Signal[]): Problem[] {
  const holes = [
    ...findHoles(connection, connectionPath("shared")),
    ...on.flatMap((signal) => findHoles(signals[signal]?.connection, connectionPath(signal))),
  ];
  return holes.map(({ path, name }) => problem(path, `Enter the value of ${name}`, placeholderCode));
}

function checkName(name: string | undefined): Problem[] {
  const path = "/name";
  if (name === undefined) return [];
  if (name.trim() === "") return [problem(path, "Enter a name")];
  if (name.length > nameLengthMax) return [problem(path, `Shorten the name to ${nameLengthMax} characters`)];
  if (!hasInvisible(name)) return [];
  const fix: Fix = { label: "Remove the invisible characters", changes: [{ path, transform: "strip-invisible" }] };
  return [problem(path, "Remove the invisible or control character from the name", "settings.invalid", fix)];
}

function checkConnection(destination: ProbedDestination, slot: Slot, connection: Connection, on: Signal[]): Problem[] {
  const at = connectionPath(slot);
  const { headers, auth, tls, proxy, timeoutMs } = connection;
  return [
    ...checkEndpoint(destination, slot, connection, on),
    ...(headers ? checkHeaders(headers, `${at}/headers`, isSentByGrpc(destination, slot, on)) : []),
    ...(auth ? checkAuth(auth, `${at}/auth`) : []),
    ...(tls ? checkTls(tls, `${at}/tls`) : []),
    ...checkProxy(proxy, `${at}/proxy`),
    ...checkMs(timeoutMs, `${at}/timeoutMs`, timeoutMsMin, timeoutMsMax, "Enter a timeout from 100ms to 10m"),
  ];
}

function checkEndpoint(destination: ProbedDestination, slot: Slot, connection: Connection, on: Signal[]): Problem[] {
  const transport = connection.transport ?? destination.connection?.transport;
  const { endpoint } = connection;
  if (endpoint === undefined || transport === undefined) return [];
  const path = `${connectionPath(slot)}/endpoint`;
  const [kind, signal] = slot === "shared" ? (["base", on[0] ?? "traces"] as const) : (["own", slot] as const);
  return resolveEndpoint({ transport, endpoint, kind, signal, path }).problems;
}

function isSentByGrpc({ connection, signals }: ProbedDestination, slot: Slot, on: Signal[]): boolean {
  return on.some((signal) => {
    const own = signals[signal]?.connection;
    const isUsed = slot === signal || (slot === "shared" && own?.headers === undefined);
    return isUsed && (own?.transport ?? connection?.transport) === "grpc";
  });
}

function checkProxy(proxy: string | undefined, path: string): Problem[] {
  const parsed = parseProxy(proxy);
  if (parsed === null || !("message" in parsed)) return [];
  const { message, instead } = parsed;
  const fix = instead === null ? null : { label: `Use ${instead}`, changes: [{ path, value: instead }] };
  return [problem(path, message, "settings.invalid", fix)];
}

function checkMs(ms: number | undefined, path: string, min: number, max: number, message: string): Problem[] {
  if (ms === undefined || (ms >= min && ms <= max && Number.isInteger(ms))) return [];
  return [problem(path, ms >= min && ms <= max ? "Enter whole milliseconds" : message)];
}

/** Authentication sets the header Authorization; a row of that name beside it would send two. */
function checkAuthorization(destination: ProbedDestination, signal: Signal): Problem[] {
  const at = { headers: slotOf(destination, signal, "headers"), auth: slotOf(destination, signal, "auth") };
  const of = (slot: Slot) => (slot === "shared" ? destination.connection : destination.signals[slot]?.connection);
  const type = of(at.auth)?.auth?.type ?? "none";
  const row = (of(at.headers)?.headers ?? []).findIndex(({ name }) => name.toLowerCase() === "authorization");
  if (type === "none" || row < 0) return [];
  if (at.auth === signal && at.headers === "shared") {
    const message = "The shared headers set Authorization already: choose no authentication, or own headers";
    return [problem(`${connectionPath(signal)}/auth/type`, message)];
  }
  const path = `${connectionPath(at.headers)}/headers/${row}`;
  const fix: Fix = { label: "Remove Authorization", changes: [{ path, op: "remove" }] };
  return [
    problem(`${path}/name`, "Authentication sets this header already: keep one of the two", "settings.invalid", fix),
  ];
}

function checkInterval({ signals: { metrics } }: ProbedDestination): Problem[] {
  if (!metrics?.enabled) return [];
  const message = "Enter an interval from 1s to 24h";
  return checkMs(metrics.intervalMs, "/signals/metrics/intervalMs", intervalMsMin, intervalMsMax, message);
}

/** What a signal that is off keeps for later is not judged, but it is stored and so has an end. */
function checkUnused(signal: Signal, settings: ProbedDestination["signals"][Signal]): Problem[] {
  if (settings?.enabled !== false || settings.connection === undefined) return [];
  const at = connectionPath(signal);
  const { headers = [] } = settings.connection;
  if (headers.length > headersMax) return [problem(`${at}/headers`, `Use ${headersMax} headers or fewer`)];
  if (JSON.stringify(settings.connection).length <= unusedLengthMax) return [];
  return [problem(at, "Shorten the texts of this connection: the signal is off and keeps too much")];
}

function checkQueue({ maxBytes, maxAgeMs }: QueueSettings): Problem[] {
  const age = checkMs(maxAgeMs, "/queue/maxAgeMs", queueAgeMsMin, queueAgeMsMax, "Enter an age from 1m to 30d");
  if (maxBytes === undefined) return age;
  const isWithin = maxBytes >= queueBytesMin && maxBytes <= queueBytesMax;
  if (isWithin && Number.isInteger(maxBytes)) return age;
  return [problem("/queue/maxBytes", isWithin ? "Enter whole bytes" : "Enter a size from 1 MiB to 1 TiB"), ...age];
}

/** There are five kinds and each counts once, so this bounds the list too. */
function checkSources(sources: readonly Source[]): Problem[] {
  const once = [...new Set(sources)];
  if (once.length === sources.length) return [];
  const fix: Fix = { label: "Keep one of each", changes: [{ path: "/sources", value: once }] };
  return [problem("/sources", "Name each source once", "settings.invalid", fix)];
}

function checkLabels(labels: Record<string, string>): Problem[] {
  const entries = Object.entries(labels);
  if (entries.length > labelsMax) return [problem("/labels", `Use ${labelsMax} labels or fewer`)];
  return entries.flatMap(([key, value]) => {
    const isLong = key.length > labelLengthMax || value.length > labelLengthMax;
    // A pointer as long as a pasted text helps nobody.
    const path = isLong ? "/labels" : `/labels/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (isLong) return [problem(path, `Shorten the label to ${labelLengthMax} characters`)];
    if (key.trim() === "") return [problem(path, "Enter the name of the label")];
    return hasInvisible(key + value) ? [problem(path, "Remove the invisible or control character from the label")] : [];
  });
}
