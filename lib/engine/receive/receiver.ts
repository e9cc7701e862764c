// The OTLP receiver of the engine: its two doors opened as the settings say, and closed. What comes in goes to `admit`.
import type { Admit } from "#lib/engine/receive/admit";
import type { ByteBudget } from "#lib/engine/receive/byte-budget";
import { createCrossOrigin } from "#lib/engine/receive/cross-origin";
import {
  type Bound,
  type DoorLimits,
  type DoorTls,
  loopbackInstead,
  openDoor,
  showAddress,
} from "#lib/engine/receive/door";
import { createGrpcDoor } from "#lib/engine/receive/grpc-door";
import { createHttpDoor, type OpenedDoor } from "#lib/engine/receive/http-door";
import { anybody, type IngestKeys } from "#lib/engine/receive/ingest-keys";
import { createReceiveGrpc } from "#lib/engine/receive/receive-grpc";
import { createReceiveHttp } from "#lib/engine/receive/receive-http";
import { createRequestCounts, type RequestCounts } from "#lib/engine/receive/request-counts";
import { createSlowBodies } from "#lib/engine/receive/slow-bodies";
import { log } from "#lib/log";
import { fail, ok, type Result } from "#lib/result";

/** `explicit`: somebody asked for this very port, so that a taken one is an error. */
type WantedDoor = { host: string; port: number; explicit: boolean };

export type ReceiverSettings = {
  /** null = off. */
  http: WantedDoor | null;
  grpc: WantedDoor | null;
  tls: DoorTls | null;
  token: string | null;
  /** `*` = every page. */
  corsOrigins: readonly string[];
};

export type ReceiverParts = {
  settings: ReceiverSettings;
  admit: Admit;
  /** With those that are known when it is opened, it opens as wide as the settings say. */
  keys: IngestKeys;
  /** The one that `admit` reserves from too. */
  budget: ByteBudget;
  /** Milliseconds that only grow. */
  now: () => number;
  limits?: Partial<DoorLimits & { bytesMax: number }>;
};

export type Receiver = {
  http: Bound | null;
  grpc: Bound | null;
  /** What the operator should know: each one sentence. */
  readonly problems: string[];
  /** Since it was opened. */
  requests: RequestCounts;
  /** No new requests; those under way end, within `drainMs`. */
  close: (drainMs: number) => Promise<void>;
};

/** Of one body, as it comes and decompressed. */
export const requestBytesMax = 20 * 1024 * 1024;
/** Of all bodies at once: what the budget should be made of. */
export const heldBytesMax = 64 * 1024 * 1024;

const usual: DoorLimits & { bytesMax: number } = {
  headersMs: 10_000,
  requestMs: 60_000,
  idleMs: 75_000,
  connectionsMax: 4096,
  bytesMax: requestBytesMax,
};

type Kind = { name: string; variable: string; wanted: WantedDoor | null; hasTls: boolean; create: () => OpenedDoor };
/** As it is now; null = there is none. */
type Problem = () => string | null;
type Opened = { bound: Bound; close: OpenedDoor["close"] };

/** Fails with one line when a port that was asked for is taken, or certificate and key do not fit. */
export async function openReceiver({
  settings,
  admit,
  keys,
  budget,
  now,
  limits,
}: ReceiverParts): Promise<Result<Receiver>> {
  const all = { ...usual, ...limits };
  const { tls } = settings;
  let isClosing = false;
  let isWide = false;
  const slow = createSlowBodies(all.requestMs, now);
  const answers = createRequestCounts();
  const shared = {
    admit,
    room: { budget, slow, bytesMax: all.bytesMax },
    // What is open to other machines asks for a key also when the last one is gone.
    judge: (shown: string | undefined) => (keys.isAsking() || isWide ? keys.judge(shown) : anybody),
    counted: keys.accepted,
    isClosing: () => isClosing,
  };
  const crossOrigin = createCrossOrigin(settings.corsOrigins);
  const http = () => createHttpDoor(createReceiveHttp({ ...shared, crossOrigin, answered: answers.http }), tls, all);
  const grpc = () => createGrpcDoor(createReceiveGrpc({ ...shared, answered: answers.grpc }), tls, all);
  const problems: Problem[] = [];
  const opened: (Opened | null)[] = [];
  const close = async (drainMs: number) => {
    isClosing = true;
    await Promise.all(opened.map((one) => one?.close(drainMs)));
    slow.stop();
  };
  const hasTls = tls !== null;
  const kinds: Kind[] = [
    { name: "OTLP over HTTP", variable: "OUTSPAN_OTLP_HTTP", wanted: settings.http, hasTls, create: http },
    { name: "OTLP over gRPC", variable: "OUTSPAN_OTLP_GRPC", wanted: settings.grpc, hasTls, create: grpc },
  ];
  for (const kind of kinds) {
    const result = await open(kind, keys, problems);
    if (!result.ok) {
      await close(0);
      return result;
    }
    opened.push(result.data);
    isWide ||= result.data !== null && loopbackInstead(result.data.bound.address) !== null;
  }
  const [httpDoor, grpcDoor] = opened;
  problems.push(() => (keys.isClosed() || (isWide && !keys.isAsking()) ? closedToAll : null));
  return ok({
    http: httpDoor?.bound ?? null,
    grpc: grpcDoor?.bound ?? null,
    get problems() {
      return problems.flatMap((problem) => problem() ?? []);
    },
    requests: answers.counts,
    close,
  });
}

const closedToAll =
  "The receiver refuses everybody: the last ingest key was revoked. Make a key, or set OUTSPAN_INGEST_TOKEN";

async function open(kind: Kind, keys: IngestKeys, problems: Problem[]): Promise<Result<Opened | null>> {
  const { name, variable, wanted } = kind;
  if (!wanted) return ok(null);
  const { host, port, explicit } = wanted;
  const instead = keys.isAsking() ? null : loopbackInstead(host);
  const created = create(kind);
  if (!created.ok) return created;
  const { door, close } = created.data;
  const bound = await openDoor(door, { address: instead ?? host, port });
  if (!bound.ok) {
    if (explicit) return fail("invalid", `${variable}: ${bound.error.message}`);
    problems.push(() => `${bound.error.message}, so ${name} is off`);
    return ok(null);
  }
  door.server.on("error", (error) => log.error("A connection of the receiver could not be taken", { error }));
  if (instead !== null) {
    const asked = showAddress({ address: host, port: bound.data.port });
    const said = showAddress(bound.data);
    const begin = `${name} listens on ${said} and not on ${asked}`;
    problems.push(() => `${begin}, ${keys.isAsking() ? "until Outspan is restarted" : "until there is an ingest key"}`);
  }
  return ok({ bound: bound.data, close });
}

function create({ create: make, hasTls }: Kind): Result<OpenedDoor> {
  try {
    return ok(make());
  } catch (error) {
    if (!hasTls) throw error;
    // OpenSSL's own code; its message may quote what it read.
    const code = error instanceof Error && "code" in error ? ` (${error.code})` : "";
    const names = "OUTSPAN_OTLP_TLS_CERT, OUTSPAN_OTLP_TLS_KEY or OUTSPAN_OTLP_TLS_CLIENT_CA";
    return fail("invalid", `${names} cannot be used: a certificate with its key, in PEM, is needed${code}`);
  }
}
