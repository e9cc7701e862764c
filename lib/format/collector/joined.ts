// Exporters x/name, x/name/metrics as one destination: what one exporter cannot say of a signal stands in another one beside it, as Outspan
// writes it.
import type { Connection, UnfinishedDestination } from "#lib/destination/schema";
import { suffixOf } from "#lib/format/collector/exporter-names";
import { type Signal, signals } from "#lib/otlp/signal";

export type Draft = Omit<UnfinishedDestination, "name">;
type SignalSettings = NonNullable<Draft["signals"]["metrics"]>;
export type NamedDraft = Draft & { id: string };

export function joined(drafts: readonly NamedDraft[]): NamedDraft[] {
  const bases = new Map<string, NamedDraft[]>();
  for (const draft of drafts) {
    const base = partOf(draft)?.base ?? suffixOf(draft.id);
    bases.set(base, [...(bases.get(base) ?? []), draft]);
  }
  return [...bases].flatMap(([base, group]) => {
    const parts = group.filter((draft) => partOf(draft) !== null);
    const others = group.filter((draft) => partOf(draft) === null);
    const [main] = others;
    if (parts.length === 0 || others.length > 1 || overlaps(group)) return group;
    const start: NamedDraft = main ?? { id: `otlp/${base}`, signals: {}, ...queueOf(parts) };
    return [parts.reduce(withPart, start)];
  });
}

/** An exporter for one signal alone, named after it. */
function partOf(draft: NamedDraft): { base: string; signal: Signal } | null {
  const suffix = suffixOf(draft.id);
  const slash = suffix.lastIndexOf("/");
  const signal = signals.find((one) => one === suffix.slice(slash + 1));
  if (slash <= 0 || signal === undefined) return null;
  const isAlone = Object.keys(draft.signals).join() === signal;
  const endpoint = draft.signals[signal]?.connection?.endpoint;
  const isWhole = draft.connection?.transport === "grpc" || endpoint !== undefined;
  return isAlone && isWhole ? { base: suffix.slice(0, slash), signal } : null;
}

function overlaps(group: readonly NamedDraft[]): boolean {
  const all = group.flatMap((draft) => Object.keys(draft.signals));
  return new Set(all).size < all.length || group.some(({ enabled }) => enabled === false);
}

function queueOf([first]: readonly NamedDraft[]): Pick<Draft, "queue"> {
  return first?.queue === undefined ? {} : { queue: first.queue };
}

function withPart(whole: NamedDraft, part: NamedDraft): NamedDraft {
  const [signal] = signals.filter((one) => part.signals[one] !== undefined);
  if (signal === undefined) return whole;
  const settings = part.signals[signal];
  const endpoint = settings?.connection?.endpoint ?? part.connection?.endpoint;
  const full: Connection = { ...part.connection, ...(endpoint === undefined ? {} : { endpoint }) };
  const connection = ownConnection(full, whole.connection);
  const { connection: _, ...rest }: SignalSettings = { enabled: true, ...settings };
  return { ...whole, signals: { ...whole.signals, [signal]: { ...rest, connection } } };
}

/** What says "none" in an own connection, where the shared one has some. */
const nones: Connection = {
  encoding: "protobuf",
  compression: "gzip",
  headers: [],
  auth: { type: "none" },
  tls: {},
  proxy: "",
};

function ownConnection(full: Connection, shared: Connection = {}): Connection {
  const inherited = Object.keys(nones) as (keyof typeof nones)[];
  const silent = inherited.filter((key) => shared[key] !== undefined && full[key] === undefined);
  const said = { ...Object.fromEntries(silent.map((key) => [key, nones[key]])), ...full };
  const own = Object.entries(said).filter(([key, value]) => !isEqual(value, shared[key as keyof Connection]));
  const isMoved = own.some(([key]) => key === "transport");
  return { ...Object.fromEntries(own), ...(isMoved ? { endpoint: full.endpoint } : {}) } as Connection;
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
