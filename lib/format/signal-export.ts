// Drafts out of what each signal's exporter says by itself: those that go to one place are one destination, and what they have in
// common is its shared connection. Knows no format.
import type { Connection, Destination, UnfinishedDestination } from "#lib/destination/schema";
import { type Signal, signalFacts, signals } from "#lib/otlp/signal";

/** One signal's exporter. An HTTP endpoint is the whole URL, as it is used. */
export type SignalExport = {
  signal: Signal;
  isOn: boolean;
  connection: Connection;
  /** Interval and the like. */
  metrics?: Omit<NonNullable<Destination["signals"]["metrics"]>, "enabled" | "connection">;
};

/** In the order of the text. One that is off and has no endpoint joins what else there is. */
export function draftsOf(exports: readonly SignalExport[]): UnfinishedDestination[] {
  const groups: SignalExport[][] = [];
  const latest = new Map<string, SignalExport[]>();
  const homeless = exports.filter(isHomeless);
  for (const one of exports.filter((each) => !isHomeless(each))) {
    const place = placeOf(one.connection);
    const group = latest.get(place);
    if (group !== undefined && !group.some(({ signal }) => signal === one.signal)) group.push(one);
    else if (!group?.some((other) => JSON.stringify(other) === JSON.stringify(one))) {
      const made = [one];
      groups.push(made);
      latest.set(place, made);
    }
  }
  const [first] = groups;
  if (first === undefined) return homeless.length > 0 ? [draftOf(homeless)] : [];
  first.push(...homeless.filter(({ signal }) => !first.some((one) => one.signal === signal)));
  return groups.map(draftOf);
}

function isHomeless({ isOn, connection }: SignalExport): boolean {
  return !isOn && connection.endpoint === undefined;
}

/** Transport and origin; without an origin, the endpoint as it is. */
function placeOf({ transport, endpoint = "" }: Connection): string {
  const origin = /^([a-z]+:\/\/)?[^/?#]+/i.exec(endpoint)?.[0] ?? endpoint;
  return JSON.stringify([transport, origin.toLowerCase()]);
}

const fields = [
  "transport",
  "encoding",
  "compression",
  "headers",
  "secret",
  "auth",
  "tls",
  "proxy",
  "timeoutMs",
] as const satisfies readonly (keyof Connection)[];

function draftOf(group: readonly SignalExport[]): UnfinishedDestination {
  const placed = group.filter((one) => !isHomeless(one));
  const base = sharedBase(placed);
  const isCommon = (field: keyof Connection) =>
    placed.every(
      ({ connection }) => JSON.stringify(connection[field]) === JSON.stringify(placed[0]?.connection[field]),
    );
  const common = new Set<keyof Connection>(fields.filter(isCommon));
  const shared = picked(placed[0]?.connection ?? {}, (field) => common.has(field), base);
  const draft: UnfinishedDestination = { name: "", signals: {} };
  if (Object.keys(shared).length > 0) draft.connection = shared;
  for (const signal of signals) {
    const one = group.find((each) => each.signal === signal);
    if (one === undefined) continue;
    const endpoint = base === null ? one.connection.endpoint : undefined;
    const own = picked(one.connection, (field) => !common.has(field), endpoint ?? null);
    const settings = { enabled: one.isOn, ...(Object.keys(own).length > 0 ? { connection: own } : {}) };
    if (signal === "metrics") draft.signals.metrics = { ...settings, ...one.metrics };
    else draft.signals[signal] = settings;
  }
  return draft;
}

/** In the order of the form. */
function picked(connection: Connection, isWanted: (field: keyof Connection) => boolean, endpoint: string | null) {
  const { transport, ...rest } = Object.fromEntries(
    fields.flatMap((field) =>
      connection[field] === undefined || !isWanted(field) ? [] : [[field, connection[field]]],
    ),
  ) as Connection;
  return { ...(transport ? { transport } : {}), ...(endpoint === null ? {} : { endpoint }), ...rest } as Connection;
}

/** The endpoint that all of them are under; null where each has its own. */
function sharedBase(group: readonly SignalExport[]): string | null {
  const [first, ...others] = group.map(({ signal, connection: { transport, endpoint } }) =>
    transport === "http" ? baseOf(signal, endpoint) : (endpoint ?? null),
  );
  return first !== undefined && others.every((base) => base === first) ? first : null;
}

/** What a signal's path is appended to, to give this very URL. */
function baseOf(signal: Signal, endpoint: string | undefined): string | null {
  const { path } = signalFacts[signal];
  if (endpoint === undefined || !endpoint.endsWith(path)) return null;
  const base = endpoint.slice(0, -path.length);
  return /[?#]|\/$|\/v1\/(?:traces|metrics|logs)$/.test(base) || !/^(?:https?:\/\/[^/]|\$\{)/i.test(base) ? null : base;
}
