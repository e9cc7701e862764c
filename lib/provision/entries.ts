// What a configuration asks for, thing by thing: each with its key and its place in the file, and what is wrong with it by itself.
// Knows no database.
import { checkPreset, valueProblems } from "#lib/changes/destination";
import { checkSecret, type SecretSubmission } from "#lib/destination/named-secret";
import type { NamedSecret } from "#lib/destination/named-secret-use";
import type { Destination } from "#lib/destination/schema";
import { headerOf, pointerOf } from "#lib/destination/secret-key";
import { mapSecrets } from "#lib/destination/secret-places";
import { endpointKeys, isEndpointKey } from "#lib/format/json/endpoints";
import { byFile, byVariable, type PointedProblem } from "#lib/provision/expand";
import type { ConfigFile, FileDestination } from "#lib/provision/schema";
import { checkAuditDays, checkNames, checkWebhooks } from "#lib/settings";

export type DestinationEntry = {
  key: string;
  destination: Destination;
  isAdopting: boolean;
  /** Its place in the file. */
  at: string;
  /** Where in the file a pointer into the destination leads. */
  pointTo: (path: string) => string;
};

export type SecretEntry = { secret: SecretSubmission; isAdopting: boolean; at: string };

export type Entries = {
  destinations: DestinationEntry[];
  secrets: SecretEntry[];
  settings: NonNullable<ConfigFile["settings"]>;
};

export function entriesOf(config: ConfigFile): Entries {
  const named = (config.destinations ?? []).map((one, index) => entryOf(one, config, `/destinations/${index}`));
  const secrets = (config.secrets ?? []).map(({ adopt, ...secret }, index): SecretEntry => {
    return { secret, isAdopting: adopt === true, at: `/secrets/${index}` };
  });
  return { destinations: [...named, ...plainEntry(config)], secrets, settings: config.settings ?? {} };
}

function entryOf(
  { id, adopt, ...destination }: FileDestination,
  { sources }: ConfigFile,
  at: string,
): DestinationEntry {
  return {
    key: id ?? destination.name,
    destination: sources === undefined ? destination : { sources, ...destination },
    isAdopting: adopt === true,
    at,
    pointTo: (path) => at + path,
  };
}

/** Medplum's two endpoints: one destination, Protobuf over HTTP, uncompressed, to each URL as it is given. */
function plainEntry(config: ConfigFile): DestinationEntry[] {
  const signals = Object.entries(endpointKeys).flatMap(([key, signal]) => {
    const endpoint = isEndpointKey(key) ? config[key] : undefined;
    const connection = { transport: "http" as const, endpoint, compression: "none" as const };
    return endpoint === undefined ? [] : [[signal, { enabled: true, connection }] as const];
  });
  const [first] = signals;
  if (first === undefined) return [];
  const { sources } = config;
  const at = config.otlpTraceEndpoint === undefined ? "/otlpMetricsEndpoint" : "/otlpTraceEndpoint";
  const pointTo = (path: string) => (path.startsWith("/signals/metrics") ? "/otlpMetricsEndpoint" : at);
  const destination = { name: "OTLP", signals: Object.fromEntries(signals), ...(sources && { sources }) };
  return [{ key: "otlp-endpoints", destination, isAdopting: false, at, pointTo }];
}

type Judge = Parameters<typeof valueProblems>[1];

/** What can be said without a database: named secrets that the file does not bring may be there. */
export function checkEntries(entries: Entries, judge: Judge): PointedProblem[] {
  const known = namedIn(entries);
  return [
    ...entries.secrets.flatMap(secretProblems),
    ...settingsProblems(entries.settings),
    ...entries.destinations.flatMap((entry) =>
      destinationProblems(entry, judge, known, (code) => code !== "secret.unknown"),
    ),
    ...twice(entries.destinations.map(({ key, at }) => ({ name: key, path: at }))),
    ...twice(entries.secrets.map(({ secret, at }) => ({ name: secret.name, path: `${at}/name` }))),
    ...twice((entries.settings.webhooks ?? []).map(({ name }, index) => ({ name, path: webhookPath(index, "name") }))),
  ];
}

/** The file's secrets, as destinations are judged by them. */
export function namedIn({ secrets }: Entries): NamedSecret[] {
  return secrets.map(({ secret }) => ({
    name: secret.name,
    origins: checkSecret(secret).origins,
    headers: Object.keys(secret.values).map(headerOf),
  }));
}

export function destinationProblems(
  { destination, pointTo }: DestinationEntry,
  judge: Judge,
  known: readonly NamedSecret[],
  counts: (code: string) => boolean = () => true,
): PointedProblem[] {
  const missing: PointedProblem[] = [];
  mapSecrets(destination, (value, { pointer }) => {
    if (value === null) missing.push({ path: pointTo(pointer), message: writeValue });
    return value;
  });
  const problems = [...valueProblems(destination, judge, known), ...checkPreset(destination)];
  const wrong = problems.filter(({ code }) => counts(code));
  return [...missing, ...wrong.map(({ path, message }) => ({ path: pointTo(path), message }))];
}

const writeValue = `Write the value, as ${byVariable} or ${byFile}: a file keeps no saved one`;

function secretProblems({ secret, at }: SecretEntry): PointedProblem[] {
  const missing = Object.entries(secret.values).filter(([, value]) => value === null);
  return [
    ...missing.map(([key]) => ({ path: at + pointerOf(key), message: writeValue })),
    ...checkSecret(secret).problems.map(({ path, message }) => ({ path: at + path, message })),
  ];
}

function settingsProblems({ names, webhooks, auditDays }: Entries["settings"]): PointedProblem[] {
  const problems = [
    ...(names === undefined ? [] : checkNames(names)),
    ...(webhooks === undefined ? [] : checkWebhooks(webhooks)),
    ...(auditDays === undefined ? [] : checkAuditDays(auditDays)),
  ];
  return problems.map(({ path, message }) => ({ path: `/settings${path}`, message }));
}

function webhookPath(index: number, field: string): string {
  return `/settings/webhooks/${index}/${field}`;
}

function twice(all: readonly { name: string; path: string }[]): PointedProblem[] {
  const seen = new Set<string>();
  return all.flatMap(({ name, path }) => {
    const isSeen = seen.has(name);
    seen.add(name);
    return isSeen
      ? [{ path, message: "Another one has this name already: give each a name, or an id, of its own" }]
      : [];
  });
}
