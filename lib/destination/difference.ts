// What differs between two destinations, by field and in the words of the form. Secret values never appear.
import { formatByteSize } from "#lib/destination/byte-size";
import { formatDuration } from "#lib/destination/duration";
import { connectionPath, type Slot } from "#lib/destination/resolve";
import type { Auth, Connection, Header, ProbedDestination, Tls } from "#lib/destination/schema";
import { signalFacts, signals } from "#lib/otlp/signal";

/** `null` = not set. A secret reads "saved" → "changed", a certificate "set" → "changed". */
export type Difference = { path: string; label: string; from: string | null; to: string | null };

/** One field: `shown` is what may be seen; `hidden` is compared as well. */
type Field = { path: string; label: string; shown: string; hidden?: string };

/** From `a` to `b`, in the order of the form: first what is in `b`, then what is gone. */
export function differences(a: ProbedDestination, b: ProbedDestination): Difference[] {
  const before = new Map(fieldsOf(a));
  const after = new Map(fieldsOf(b));
  const found: Difference[] = [];
  for (const [key, field] of after) {
    const old = before.get(key);
    if (old && old.shown === field.shown && old.hidden === field.hidden) continue;
    found.push({ ...place(field), from: old ? old.shown : null, to: shownAfter(field, old) });
  }
  for (const [key, old] of before) if (!after.has(key)) found.push({ ...place(old), from: old.shown, to: null });
  return found;
}

/** How many fields of `b` are the same in `a`. */
export function countSame(a: ProbedDestination, b: ProbedDestination): number {
  const before = new Map(fieldsOf(a));
  return fieldsOf(b).filter(([key, { shown, hidden }]) => {
    const old = before.get(key);
    return old !== undefined && old.shown === shown && old.hidden === hidden;
  }).length;
}

/** What the fields of a destination are called, by their path. */
export function fieldLabels(destination: ProbedDestination): Map<string, string> {
  return new Map(fieldsOf(destination).map(([, { path, label }]) => [path, label]));
}

function place({ path, label }: Field): { path: string; label: string } {
  return { path, label };
}

function shownAfter(field: Field, old: Field | undefined): string {
  return old && field.hidden !== undefined && old.hidden !== undefined ? "changed" : field.shown;
}

type Fields = [string, Field][];

function secretField(path: string, label: string, value: string | null): Field {
  return { path, label, shown: "saved", hidden: value ?? "" };
}

function fieldsOf(destination: ProbedDestination): Fields {
  const { name, enabled, connection, sources, queue, preset, labels } = destination;
  const plain = (path: string, label: string, shown: string | undefined): Fields =>
    shown === undefined ? [] : [[path, { path, label, shown }]];
  return [
    ...plain("/name", "Name", name),
    ...plain("/preset", "Preset", preset),
    ...plain("/enabled", "Enabled", enabled === undefined ? undefined : onOff(enabled)),
    ...(connection ? connectionFields("shared", connection) : []),
    ...signals.flatMap((signal) => {
      const settings = destination.signals[signal];
      const own = settings?.connection;
      return [
        ...plain(`/signals/${signal}/enabled`, signalFacts[signal].label, onOff(settings?.enabled ?? false)),
        ...(own ? connectionFields(signal, own) : []),
      ];
    }),
    ...metricsFields(destination),
    ...plain("/sources", "Sources", sources?.join(", ")),
    ...plain(
      "/queue/maxBytes",
      "Queue size",
      queue?.maxBytes === undefined ? undefined : formatByteSize(queue.maxBytes),
    ),
    ...plain("/queue/maxAgeMs", "Queue age", duration(queue?.maxAgeMs)),
    ...plain("/queue/whenFull", "When full", queue?.whenFull && whenFull[queue.whenFull]),
    ...Object.entries(labels ?? {}).flatMap(([key, value]) =>
      plain(`/labels/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`, `Label ${key}`, value),
    ),
  ];
}

const whenFull = { drop_oldest: "drop the oldest", refuse: "have senders wait" };

function onOff(value: boolean): string {
  return value ? "on" : "off";
}

function metricsFields({ signals: { metrics } }: ProbedDestination): Fields {
  const at = "/signals/metrics";
  const field = (key: string, label: string, shown: string | undefined): Fields =>
    shown === undefined ? [] : [[`${at}/${key}`, { path: `${at}/${key}`, label, shown }]];
  return [
    ...field("temporality", "Temporality", metrics?.temporality),
    ...field("intervalMs", "Interval", duration(metrics?.intervalMs)),
    ...field("histograms", "Histograms", metrics?.histograms),
  ];
}

function duration(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : formatDuration(ms);
}

const transports = { http: "HTTP", grpc: "gRPC" };
const encodings = { protobuf: "Protobuf", json: "JSON" };

function connectionFields(slot: Slot, connection: Connection): Fields {
  const at = connectionPath(slot);
  const { transport, endpoint, encoding, compression, headers, secret, auth, tls, proxy, timeoutMs } = connection;
  const field = (key: string, noun: string, shown: string | undefined): Fields =>
    shown === undefined ? [] : [[`${at}/${key}`, { path: `${at}/${key}`, label: labelIn(slot, noun), shown }]];
  return [
    ...field("transport", "Transport", transport && transports[transport]),
    ...field("endpoint", "Endpoint", endpoint),
    ...field("encoding", "Encoding", encoding && encodings[encoding]),
    ...field("compression", "Compression", compression),
    ...headerFields(slot, headers ?? []),
    ...field("secret", "Secret", secret === "" ? "none" : secret),
    ...(auth ? authFields(slot, auth) : []),
    ...(tls ? tlsFields(slot, tls) : []),
    ...field("proxy", "Proxy", proxy),
    ...field("timeoutMs", "Timeout", duration(timeoutMs)),
  ];
}

/** "Endpoint", or "Traces endpoint" for a signal's own. Words that are names keep their capitals. */
function labelIn(slot: Slot, noun: string): string {
  if (slot === "shared") return noun;
  const isName = /^[A-Z]{2}/.test(noun);
  return `${signalFacts[slot].label} ${isName ? noun : noun.charAt(0).toLowerCase() + noun.slice(1)}`;
}

/** Rows are matched by name in any case: moving one is no difference. */
function headerFields(slot: Slot, headers: readonly Header[]): Fields {
  const seen = new Map<string, number>();
  return headers.flatMap(({ name, value, secret }, index): Fields => {
    const lower = name.toLowerCase();
    const nth = seen.get(lower) ?? 0;
    seen.set(lower, nth + 1);
    const path = `${connectionPath(slot)}/headers/${index}/value`;
    const label = labelIn(slot, `Header ${name}`);
    const field = secret === false ? { path, label, shown: value ?? "saved" } : secretField(path, label, value);
    return [[`${connectionPath(slot)}/headers/${lower}/${nth}`, field]];
  });
}

const authNames: Record<Auth["type"], string> = {
  none: "None",
  bearer: "Bearer token",
  basic: "Basic",
  sigv4: "AWS SigV4",
  oauth2: "OAuth2 client credentials",
  google: "Google service account",
};

function authFields(slot: Slot, auth: Auth): Fields {
  const at = `${connectionPath(slot)}/auth`;
  const type: Field = { path: `${at}/type`, label: labelIn(slot, "Authentication"), shown: authNames[auth.type] };
  const secret = (key: string, noun: string, value: string | null): Fields => [
    [`${at}/${key}`, secretField(`${at}/${key}`, labelIn(slot, noun), value)],
  ];
  const plain = (key: string, noun: string, shown: string | undefined): Fields =>
    shown === undefined || shown === ""
      ? []
      : [[`${at}/${key}`, { path: `${at}/${key}`, label: labelIn(slot, noun), shown }]];
  const kept = (key: string, noun: string, value: string | null | undefined): Fields =>
    value === undefined ? [] : secret(key, noun, value);
  const first: Fields = [[type.path, type]];
  switch (auth.type) {
    case "none":
      return first;
    case "bearer":
      return [...first, ...secret("token", "Token", auth.token)];
    case "basic":
      return [
        ...first,
        ...plain("username", "Username", auth.username),
        ...secret("password", "Password", auth.password),
      ];
    case "sigv4":
      return [
        ...first,
        ...plain("region", "Region", auth.region),
        ...plain("service", "Service", auth.service),
        ...plain("credentials", "Credentials", auth.credentials === "host" ? "This host" : "Static keys"),
        ...plain("accessKeyId", "Access key ID", auth.accessKeyId),
        ...kept("secretAccessKey", "Secret access key", auth.secretAccessKey),
        ...kept("sessionToken", "Session token", auth.sessionToken),
      ];
    case "oauth2":
      return [
        ...first,
        ...plain("tokenUrl", "Token URL", auth.tokenUrl),
        ...plain("clientId", "Client ID", auth.clientId),
        ...secret("clientSecret", "Client secret", auth.clientSecret),
        ...plain("scopes", "Scopes", auth.scopes?.join(" ")),
        ...plain("audience", "Audience", auth.audience),
        ...plain("clientAuth", "Client authentication", auth.clientAuth),
      ];
    case "google":
      return [...first, ...secret("serviceAccount", "Service account key", auth.serviceAccount)];
  }
}

function tlsFields(slot: Slot, { ca, clientCert, clientKey, serverName, skipVerify }: Tls): Fields {
  const at = `${connectionPath(slot)}/tls`;
  const field = (key: string, noun: string, shown: string | undefined): Fields =>
    shown === undefined ? [] : [[`${at}/${key}`, { path: `${at}/${key}`, label: labelIn(slot, noun), shown }]];
  const pem = (name: string, noun: string, text: string | undefined): Fields =>
    field(name, noun, text === undefined ? undefined : "set").map(([path, one]) => [
      path,
      { ...one, hidden: text ?? "" },
    ]);
  const key = `${at}/clientKey`;
  return [
    ...pem("ca", "Custom CA", ca),
    ...pem("clientCert", "Client certificate", clientCert),
    ...(clientKey === undefined
      ? []
      : ([[key, secretField(key, labelIn(slot, "Client key"), clientKey)]] satisfies Fields)),
    ...field("serverName", "Server name", serverName),
    ...field("skipVerify", "Skip certificate verification", skipVerify === undefined ? undefined : onOff(skipVerify)),
  ];
}
