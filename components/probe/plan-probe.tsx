// The rows that a probe of a draft will have. Pure: knows neither the network nor React.
import type { EffectiveConnection } from "#lib/destination/resolve";
import type { StageName } from "#lib/otlp/report";
import type { Signal } from "#lib/otlp/signal";

/** A stage that will run, and whose connection it is. */
export type Planned = { stage: StageName; signals: Signal[] };

export type ProbeInput = {
  enabled: Signal[];
  connectionOf: (signal: Signal) => EffectiveConnection | null;
  sdk: boolean;
};

/** The rows a probe of this draft will have: what does not apply is absent, connections that differ have rows of their own. */
export function planProbe({ enabled, connectionOf, sdk }: ProbeInput): Planned[] {
  const known = enabled.map((signal) => ({ signal, connection: connectionOf(signal) }));
  const byRoute = group(known, (connection) => [routeOf(connection)]);
  const byCredentials = group(known, (connection) => [routeOf(connection), connection?.headers, connection?.auth]);
  const anyUnknown = known.some(({ connection }) => connection === null);
  const plan: Planned[] = [{ stage: "settings", signals: enabled }];
  const add = (stage: StageName, groups: Group[]) =>
    plan.push(...groups.map((one) => ({ stage, signals: one.signals })));
  add("dns", byRoute);
  add("tcp", byRoute);
  add(
    "proxy",
    byRoute.filter(({ connection }) => connection !== null && connection.proxy !== null),
  );
  add(
    "tls",
    byRoute.filter(({ connection }) => connection?.target.tls ?? anyUnknown),
  );
  add(
    "token",
    byCredentials.filter(({ connection }) => connection !== null && needsToken(connection)),
  );
  add("protocol", byCredentials);
  add(
    "auth",
    byCredentials.filter(({ connection }) => connection === null || hasCredentials(connection)),
  );
  for (const signal of enabled) plan.push({ stage: signal, signals: [signal] });
  if (sdk) plan.push({ stage: "sdk", signals: enabled });
  return plan;
}

type Group = { signals: Signal[]; connection: EffectiveConnection | null };

function group(
  known: { signal: Signal; connection: EffectiveConnection | null }[],
  partsOf: (connection: EffectiveConnection | null) => unknown,
): Group[] {
  const groups = new Map<string, Group>();
  for (const { signal, connection } of known) {
    const key = JSON.stringify(partsOf(connection));
    const found = groups.get(key);
    if (found === undefined) groups.set(key, { signals: [signal], connection });
    else found.signals.push(signal);
  }
  return [...groups.values()];
}

function routeOf(connection: EffectiveConnection | null): unknown {
  if (connection === null) return null;
  const { target, tls, proxy, transport } = connection;
  return [target.tls, target.host, target.port, tls, proxy, transport];
}

function hasCredentials(connection: EffectiveConnection): boolean {
  return connection.auth.type !== "none" || connection.headers.some((header) => header.secret !== false);
}

function needsToken({ auth }: EffectiveConnection): boolean {
  return auth.type === "oauth2" || auth.type === "google" || (auth.type === "sigv4" && auth.credentials === "host");
}

/** Several connections have this stage, so each row must say whose it is. */
export function isDivided(row: Planned, all: readonly Planned[]): boolean {
  return all.filter((other) => other.stage === row.stage).length > 1;
}
