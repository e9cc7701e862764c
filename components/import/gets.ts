// What the form will get of a draft, a row a setting: its name and value in words, what is said of it, what is worth a look. No row shows
// a secret. Pure.
import { checkDestination } from "#lib/destination/check";
import { formatDuration } from "#lib/destination/duration";
import { hintsOf } from "#lib/destination/hint";
import { findHoles } from "#lib/destination/hole";
import type { Hint } from "#lib/destination/problem";
import type { Auth, Connection, Tls, UnfinishedDestination } from "#lib/destination/schema";
import { signalFacts, signals } from "#lib/otlp/signal";

export type Get = {
  label: string;
  value: string;
  isCode?: boolean;
  notes: string[];
  check?: Hint;
};

/** Where a row stands in the draft: what is said of a place is said in the row that the place begins with. */
type Row = Omit<Get, "notes"> & { at: string; notes?: string[] };

/** `checks`: what its backend is known to refuse, pointers into the draft. `backend`: the name of its preset. */
export function getsOf(draft: UnfinishedDestination, checks: readonly Hint[], backend: string | null): Get[] {
  const rows = rowsOf(draft, backend);
  const holes = findHoles(draft, "");
  const found = [
    ...checks,
    ...checkDestination(draft)
      .filter(({ code }) => code !== "settings.placeholder")
      .map(({ path, message, fix }): Hint => ({ path, message, fix })),
    ...hintsOf(draft),
  ];
  const left = new Set(found);
  const told = rows.map(({ at, notes = [], ...row }): Get => {
    const check = found.find((one) => left.has(one) && isIn(one.path, at));
    if (check) left.delete(check);
    const asked = holes.filter(({ path }) => isIn(path, at)).map(({ name }) => name);
    const more = [...new Set(asked)].map((name) => `You will be asked for ${name}`);
    return { ...row, notes: [...notes, ...more], ...(check ? { check } : {}) };
  });
  return [...told, ...[...left].map((check): Get => ({ label: "To check", value: "", notes: [], check }))];
}

function isIn(path: string, at: string): boolean {
  return path === at || path.startsWith(`${at}/`);
}

function rowsOf(draft: UnfinishedDestination, backend: string | null): Row[] {
  const { connection = {}, signals: settings } = draft;
  const on = signals.filter((signal) => settings[signal]?.enabled);
  const off = signals.filter((signal) => !settings[signal]?.enabled);
  return [
    backend === null
      ? { at: "/name", label: "Name", value: draft.name }
      : { at: "/preset", label: "Preset", value: backend, notes: ["Recognised by its host"] },
    ...(backend === null || backend === draft.name ? [] : [{ at: "/name", label: "Name", value: draft.name }]),
    ...connectionRows(connection, "/connection", ""),
    ...signals.flatMap((signal) => {
      const own = settings[signal];
      const before = signalFacts[signal].label;
      return own?.enabled && own.connection
        ? connectionRows(own.connection, `/signals/${signal}/connection`, before)
        : [];
    }),
    ...(off.length > 0 ? [{ at: "/signals/off", label: "Signals", value: signalWords(on) }] : []),
    ...metricsRows(settings.metrics),
  ];
}

function signalWords(on: readonly (typeof signals)[number][]): string {
  if (on.length === 0) return "None is on";
  const [first = "", second] = on.map((signal) => signalFacts[signal].label);
  return second === undefined ? `${first} only` : `${first} and ${second.toLowerCase()} only`;
}

function connectionRows(connection: Connection, at: string, before: string): Row[] {
  const { transport, encoding, endpoint, auth, headers = [], compression, timeoutMs, tls, proxy } = connection;
  const isShared = before === "";
  const label = (name: string) => (isShared ? name : `${before} ${name.toLowerCase()}`);
  const rows: (Row | false)[] = [
    transport !== undefined && {
      at: `${at}/transport`,
      label: label("Transport"),
      value: transport === "grpc" ? "gRPC" : `HTTP, ${encoding === "json" ? "JSON" : "Protobuf"}`,
    },
    endpoint !== undefined && {
      at: `${at}/endpoint`,
      label: label("Endpoint"),
      value: endpoint,
      isCode: true,
      notes: isShared && transport !== "grpc" ? ["Base URL"] : [],
    },
    auth !== undefined &&
      auth.type !== "none" && { at: `${at}/auth`, label: label("Authentication"), value: authWords(auth) },
    headers.length > 0 && {
      at: `${at}/headers`,
      label: label("Headers"),
      value: headers.map(({ name }) => name).join(", "),
      isCode: true,
    },
    compression !== undefined && {
      at: `${at}/compression`,
      label: label("Compression"),
      value: compression === "gzip" ? "gzip" : "None",
    },
    timeoutMs !== undefined && { at: `${at}/timeoutMs`, label: label("Timeout"), value: formatDuration(timeoutMs) },
    tls !== undefined && { at: `${at}/tls`, label: label("TLS"), value: tlsWords(tls) },
    proxy !== undefined && proxy !== "" && { at: `${at}/proxy`, label: label("Proxy"), value: "Over a proxy" },
  ];
  return rows.filter((row) => row !== false);
}

const temporalityWords = { cumulative: "Cumulative", delta: "Delta", lowmemory: "Low memory" };

function metricsRows(metrics: UnfinishedDestination["signals"]["metrics"]): Row[] {
  if (!metrics?.enabled) return [];
  const { temporality, intervalMs, histograms } = metrics;
  const at = "/signals/metrics";
  const rows: (Row | false)[] = [
    temporality !== undefined && {
      at: `${at}/temporality`,
      label: "Temporality",
      value: temporalityWords[temporality],
    },
    intervalMs !== undefined && { at: `${at}/intervalMs`, label: "Interval", value: formatDuration(intervalMs) },
    histograms !== undefined && {
      at: `${at}/histograms`,
      label: "Histograms",
      value: histograms === "exponential" ? "Exponential" : "Explicit buckets",
    },
  ];
  return rows.filter((row) => row !== false);
}

function authWords(auth: Auth): string {
  switch (auth.type) {
    case "none":
      return "None";
    case "bearer":
      return "Bearer";
    case "basic":
      return `Basic, username ${auth.username}`;
    case "sigv4":
      return "AWS SigV4";
    case "oauth2":
      return `OAuth2 client credentials from ${auth.tokenUrl}`;
    case "google":
      return "Google service account";
  }
}

function tlsWords({ ca, clientCert, serverName, skipVerify }: Tls): string {
  const parts = [
    ca !== undefined && "own CA",
    clientCert !== undefined && "client certificate",
    serverName !== undefined && `server name ${serverName}`,
    skipVerify === true && "certificate not verified",
  ];
  return parts.filter((part) => part !== false).join(", ") || "System certificates";
}
