// Which requests tell what an endpoint accepts: one factor at a time from the settings that work, never more than 40. Pure; sends nothing.
import type { CapabilityAspect } from "#lib/destination/capability";
import { originOf } from "#lib/destination/origin";
import { siblingPort } from "#lib/destination/other-transport";
import type { EffectiveConnection } from "#lib/destination/resolve";
import type { Compression, Encoding, Histograms, Temporality, Transport } from "#lib/destination/schema";
import { type Signal, signalFacts } from "#lib/otlp/signal";

export const requestsMax = 40;

/** One enabled signal as the destination has it. */
export type Tried = {
  signal: Signal;
  connection: EffectiveConnection;
  temporality: Temporality;
  histograms: Histograms;
};

/** All that a request can differ in. */
export type Setting = {
  transport: Transport;
  port: number;
  encoding: Encoding;
  compression: Compression;
  temporality: Temporality;
  histograms: Histograms;
};

export type Case = {
  aspect: CapabilityAspect;
  what: string;
  signal: Signal;
  /** Over the settings of this signal that are known to work, or over the destination's own while none are. */
  vary: Partial<Setting>;
  /** Size of the request before compression; absent = one item of each kind. */
  bytes?: number;
  /** Sent only while no settings of the signal were accepted. */
  isLastResort?: true;
};

export type Wish = { otherTransport: boolean; largeBatches: boolean };

const kib = 1024;
const sizes = [16, 32, 64, 128, 256, 512, 1024].map((count) => count * kib);
const largeSizes = [2, 4, 8].map((count) => count * kib * kib);

export function settingOf({ connection, temporality, histograms }: Tried): Setting {
  const { transport, target, encoding, compression } = connection;
  return { transport, port: target.port, encoding, compression, temporality, histograms };
}

const factors: Record<CapabilityAspect, readonly (keyof Setting)[]> = {
  settings: [],
  // gRPC has no encoding to choose.
  transport: ["transport", "port", "encoding"],
  encoding: ["encoding"],
  compression: ["compression"],
  temporality: ["temporality"],
  histograms: ["histograms"],
  size: [],
};

/** Whether two differ in that one thing, and in nothing else. */
export function differOnlyIn(aspect: CapabilityAspect, one: Setting, other: Setting): boolean {
  const differing = differencesOf(one, other);
  return differing.length > 0 && differing.every((key) => factors[aspect].includes(key));
}

export function areSame(one: Setting, other: Setting): boolean {
  return differencesOf(one, other).length === 0;
}

function differencesOf(one: Setting, other: Setting): (keyof Setting)[] {
  const keys = ["transport", "port", "encoding", "compression", "temporality", "histograms"] as const;
  return keys.filter((key) => one[key] !== other[key]);
}

/** In the order in which they are sent: what an answer tells most about comes first, another transport last. */
export function planCases(tried: readonly Tried[], wish: Wish): Case[] {
  const before = [settingsCase, temporalityCase, histogramsCase, encodingCase, compressionCase, bothCase];
  const small = before.flatMap((make) => tried.flatMap((one) => make(one) ?? []));
  const same = tried.map((one) => transportCase(one, one.connection.target.port));
  const elsewhere = wish.otherTransport ? tried.flatMap(siblingCase) : [];
  const last = [...same, ...elsewhere];
  const room = requestsMax - small.length - last.length;
  return [...small, ...sizeCases(tried, wish.largeBatches ? [...sizes, ...largeSizes] : sizes, room), ...last];
}

function settingsCase({ signal }: Tried): Case {
  return { aspect: "settings", what: "As saved", signal, vary: {} };
}

function encodingCase({ signal, connection }: Tried): Case | null {
  if (connection.transport === "grpc") return null;
  const encoding = connection.encoding === "json" ? "protobuf" : "json";
  return { aspect: "encoding", what: encodingWords[encoding], signal, vary: { encoding } };
}

function compressionCase({ signal, connection }: Tried): Case {
  const compression = otherCompression(connection);
  return { aspect: "compression", what: compressionWords[compression], signal, vary: { compression } };
}

/** Both at once, for the endpoint that refuses each of the two that are set. */
function bothCase(tried: Tried): Case | null {
  const other = encodingCase(tried);
  if (other === null) return null;
  const compression = otherCompression(tried.connection);
  const what = `${other.what}, ${compression === "gzip" ? "gzip" : "uncompressed"}`;
  return { ...other, what, vary: { ...other.vary, compression }, isLastResort: true };
}

function temporalityCase({ signal, temporality }: Tried): Case | null {
  if (signal !== "metrics") return null;
  const other = temporality === "cumulative" ? "delta" : "cumulative";
  return { aspect: "temporality", what: temporalityWords[other], signal, vary: { temporality: other } };
}

function histogramsCase({ signal, histograms }: Tried): Case | null {
  if (signal !== "metrics") return null;
  const other = histograms === "explicit" ? "exponential" : "explicit";
  return { aspect: "histograms", what: histogramsWords[other], signal, vary: { histograms: other } };
}

/** Where there is no room for all, the smallest go first, of the last signal first: a larger one that is taken says as much. */
function sizeCases(tried: readonly Tried[], all: readonly number[], room: number): Case[] {
  const wanted = tried.flatMap((one, at) => all.map((bytes) => ({ signal: one.signal, at, bytes })));
  const droppable = wanted
    .filter(({ at }) => at > 0)
    .sort((one, other) => one.bytes - other.bytes || other.at - one.at);
  const dropped = new Set(droppable.slice(0, Math.max(0, wanted.length - room)));
  return wanted
    .filter((one) => !dropped.has(one))
    .map(({ signal, bytes }) => ({ aspect: "size", what: `Batch of ${sizeWords(bytes)}`, signal, vary: {}, bytes }));
}

function transportCase({ signal, connection }: Tried, port: number): Case {
  const transport = connection.transport === "http" ? "grpc" : "http";
  const where = port === connection.target.port ? "the same port" : `port ${port}`;
  const what = `${transportWords[transport]} on ${where}`;
  return { aspect: "transport", what, signal, vary: { transport, port, encoding: "protobuf" } };
}

/** On the port where the other transport usually listens. */
function siblingCase(tried: Tried): Case[] {
  const port = siblingPort(tried.connection);
  return port === null ? [] : [transportCase(tried, port)];
}

function otherCompression({ compression }: EffectiveConnection): Compression {
  return compression === "gzip" ? "none" : "gzip";
}

export const encodingWords: Record<Encoding, string> = { protobuf: "Protobuf", json: "JSON" };
export const compressionWords: Record<Compression, string> = { gzip: "gzip", none: "No compression" };
export const transportWords: Record<Transport, string> = { http: "HTTP", grpc: "gRPC" };
export const temporalityWords: Record<Temporality, string> = {
  cumulative: "Cumulative temporality",
  delta: "Delta temporality",
  lowmemory: "Delta temporality",
};
export const histogramsWords: Record<Histograms, string> = {
  explicit: "Explicit histograms",
  exponential: "Exponential histograms",
};

export function sizeWords(bytes: number): string {
  return bytes < kib * kib ? `${bytes / kib} KiB` : `${bytes / kib / kib} MiB`;
}

/** The connection of a signal with other settings: the same host, credentials and TLS. */
export function connectionWith(connection: EffectiveConnection, signal: Signal, setting: Setting): EffectiveConnection {
  const { transport, port, encoding, compression } = setting;
  const varied = { ...connection, transport, encoding, compression };
  if (transport === connection.transport && port === connection.target.port) return varied;
  const path = transport === "grpc" ? "" : signalFacts[signal].path;
  const target = { ...connection.target, port, path };
  return { ...varied, target: { ...target, url: originOf(target) + path } };
}
