// Makes the settings of a destination from a preset and what the operator chose: nothing here is kept back, all of it is
// an ordinary destination afterwards. What is not entered yet stays empty. Pure.
import type { Auth, Connection, Destination, Encoding, Header, Transport } from "#lib/destination/schema";
import type { Signal } from "#lib/otlp/signal";
import { isOfPlan, signalsOf, valuesOf } from "#lib/preset/plan";
import type { Endpoint, Preset, PresetAuth } from "#lib/preset/preset";

export type Choice = { variables: Record<string, string>; transport?: Transport };
export type Filled = Pick<Destination, "name" | "connection" | "signals"> & { preset: string };

/** What one signal would use, before it is decided what is shared. */
type Wanted = {
  /** The shared endpoint; null where the signal has a URL of its own. */
  base: string | null;
  own: string | null;
  transport: Transport;
  encoding: Encoding | null;
  headers: Header[];
  auth: Auth;
};

type Values = Record<string, string>;

/** `variables` may leave out what has a default. A signal that the backend does not take is off. */
export function fillPreset(preset: Preset, { variables, transport }: Choice): Filled {
  const values = valuesOf(preset, variables);
  const wanted = new Map<Signal, Wanted>();
  for (const signal of signalsOf(preset)) {
    const one = wantedOf(preset, values, signal, transport ?? preset.endpoints[0]?.transport ?? "http");
    if (one !== null) wanted.set(signal, one);
  }
  const shared = sharedOf([...wanted.values()], preset);
  const settings = (signal: Signal) => settingsOf(wanted.get(signal), shared);
  const { required, recommended } = preset.temporality;
  const temporality = required ?? recommended;
  const histograms = preset.histograms.recommended;
  return {
    preset: preset.id,
    name: nameOf(preset, values),
    connection: shared,
    signals: {
      traces: settings("traces"),
      metrics: {
        ...settings("metrics"),
        ...(temporality ? { temporality } : {}),
        ...(histograms ? { histograms } : {}),
      },
      logs: settings("logs"),
    },
  };
}

/** "New Relic EU": a region that is not the usual one tells two destinations apart. */
function nameOf({ name, variables }: Preset, values: Values): string {
  const region = variables.find(({ name: one, options }) => options !== undefined && one !== "plan");
  if (region === undefined || values[region.name] === region.default) return name;
  const label = region.options?.find(({ value }) => value === values[region.name])?.label ?? "";
  return label !== "" && label.length <= 6 ? `${name} ${label}` : name;
}

function wantedOf(preset: Preset, values: Values, signal: Signal, transport: Transport): Wanted | null {
  const rows = preset.endpoints.filter((row) => isOfPlan(row, values.plan) && isTaken(preset, row, signal));
  const row = rows.find((one) => one.transport === transport) ?? rows[0];
  if (row === undefined) return null;
  const headers = headersOf(preset, values, signal, row.transport);
  if (headers === null) return null;
  const isJson = row.transport === "http" && !preset.protocols[signal]?.includes("http/protobuf");
  return {
    base: row.base === undefined ? null : address(row.base, values),
    own: row.base === undefined ? address(row[signal] ?? "", values) : null,
    transport: row.transport,
    encoding: row.transport === "grpc" ? null : isJson ? "json" : "protobuf",
    headers,
    auth: authOf(preset, values),
  };
}

function isTaken({ protocols }: Preset, row: Endpoint, signal: Signal): boolean {
  if (row.signals !== undefined && !row.signals.includes(signal)) return false;
  if (row.base === undefined && row[signal] === undefined) return false;
  return protocols[signal]?.some((one) => (one === "grpc") === (row.transport === "grpc")) ?? false;
}

/** null: a header that this signal must have hangs on a variable that was left out on purpose, so the signal is off. */
function headersOf(preset: Preset, values: Values, signal: Signal, transport: Transport): Header[] | null {
  const headers: Header[] = [];
  for (const header of preset.headers ?? []) {
    const isMeant = (header.signals?.includes(signal) ?? true) && (header.transport ?? transport) === transport;
    if (!isMeant || !isOfPlan(header, values.plan)) continue;
    const value = filled(header.value, values);
    if (value === "" && header.optional) continue;
    if (value === "" && isLeftOut(preset, header.value)) return null;
    headers.push({ name: header.name, value, secret: header.secret ?? false });
  }
  return headers;
}

function isLeftOut({ variables }: Preset, template: string): boolean {
  return variables.some(({ name, optional }) => optional && template.includes(`{${name}}`));
}

function authOf(preset: Preset, values: Values): Auth {
  const found = preset.auth?.find((auth) => isOfPlan(auth, values.plan));
  if (found === undefined) return { type: "none" };
  const auth = authFrom(found, (template) => filled(template, values));
  const isEmpty = auth.type === "bearer" ? auth.token === "" : auth.type === "basic" && auth.username === "";
  return found.optional && isEmpty ? { type: "none" } : auth;
}

function authFrom(auth: PresetAuth, fill: (template: string) => string): Auth {
  switch (auth.type) {
    case "bearer":
      return { type: "bearer", token: fill(auth.token) };
    case "basic":
      return { type: "basic", username: fill(auth.username), password: fill(auth.password) };
    case "sigv4":
      return {
        type: "sigv4",
        credentials: "static",
        accessKeyId: fill(auth.accessKeyId),
        secretAccessKey: fill(auth.secretAccessKey),
      };
    case "oauth2": {
      const { tokenUrl, clientId, clientSecret, scopes } = auth;
      return {
        type: "oauth2",
        tokenUrl: fill(tokenUrl),
        clientId: fill(clientId),
        clientSecret: fill(clientSecret),
        scopes,
      };
    }
    case "google":
      return { type: "google", serviceAccount: fill(auth.serviceAccount) };
  }
}

/** Half an address is no address: "" while one of its variables is empty. */
export function filled(template: string, values: Values): string {
  const isComplete = [...template.matchAll(/\{(\w+)\}/g)].every(([, name = ""]) => (values[name] ?? "") !== "");
  if (!isComplete) return "";
  return template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}

/** A host that was pasted with its scheme, or a URL with a slash at its end, does no harm. */
function address(template: string, values: Values): string {
  const text = filled(template, values);
  return text.replace(/^(https?:\/\/)https?:\/\//, "$1").replace(/([^:/])\/+(?=\/)/g, "$1");
}

/** What most signals agree on; the shorter list of headers where as many want one as the other. */
function sharedOf(all: readonly Wanted[], { compression }: Preset): Connection {
  const hasBase = all.some(({ base }) => base !== null);
  const agreed = <T>(values: readonly T[]): T | undefined => {
    const kinds = Map.groupBy(values, (value) => JSON.stringify(value));
    if (!hasBase && kinds.size > 1) return undefined;
    return [...kinds.entries()].sort(([a, one], [b, two]) => two.length - one.length || a.length - b.length)[0]?.[1][0];
  };
  const based = all.filter(({ base }) => base !== null);
  const transport = agreed((hasBase ? based : all).map((one) => one.transport)) ?? "http";
  const endpoint = agreed(based.filter((one) => one.transport === transport).map(({ base }) => base));
  const encoding = transport === "grpc" ? null : agreed(all.map((one) => one.encoding));
  const headers = agreed(all.map((one) => one.headers));
  const auth = agreed(all.map((one) => one.auth));
  const isPlain = compression !== null && (!compression.includes("gzip") || compression[0] === "none");
  return {
    transport,
    ...(endpoint == null ? {} : { endpoint }),
    ...(encoding == null ? {} : { encoding }),
    ...(isPlain ? { compression: "none" as const } : {}),
    ...(headers === undefined ? {} : { headers }),
    ...(auth === undefined ? {} : { auth }),
  };
}

function settingsOf(wanted: Wanted | undefined, shared: Connection): { enabled: boolean; connection?: Connection } {
  if (wanted === undefined) return { enabled: false };
  const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
  const { base, own, transport, encoding, headers, auth } = wanted;
  const isShared = own === null && transport === shared.transport && base === shared.endpoint;
  const connection: Connection = {
    ...(isShared ? {} : { transport, endpoint: own ?? base ?? "" }),
    ...(encoding === null || encoding === (shared.encoding ?? "protobuf") ? {} : { encoding }),
    ...(isSame(headers, shared.headers ?? []) ? {} : { headers }),
    ...(isSame(auth, shared.auth ?? { type: "none" }) ? {} : { auth }),
  };
  return { enabled: true, ...(Object.keys(connection).length === 0 ? {} : { connection }) };
}
