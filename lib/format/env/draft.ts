// Variables of one program as the draft of a destination, by the specification's precedence (R17, R1.8): a signal's own variable before that of
// all. Knows no shape of a text.
import type { Connection, Tls, UnfinishedDestination } from "#lib/destination/schema";
import { type Protocol, type Side, sideOf } from "#lib/format/env/connection-side";
import { endpointFor, hasNoPath, hasScheme, signalUrl, usesGrpcPort } from "#lib/format/env/endpoint";
import { isSetting } from "#lib/format/env/setting";
import { exporterOf, isDisabled, metricsOf } from "#lib/format/env/signal-settings";
import { markUsed, type Variables } from "#lib/format/env/variable";
import { connectionHeaders } from "#lib/format/headers";
import type { Marks } from "#lib/format/marks";
import { type Signal, signals } from "#lib/otlp/signal";

/** null: none of them is a setting of an exporter. */
export function draftOf(variables: Variables, marks: Marks): UnfinishedDestination | null {
  if (![...variables.keys()].some(isSetting)) return null;
  const exporters = signals.map((signal) => ({ signal, ...exporterOf(signal, variables, marks) }));
  const shared = sideOf(null, variables, marks);
  const sides = exporters.map(({ signal, protocol, isOn }) => {
    const side = sideOf(signal, variables, marks);
    return { signal, isOn, side: side.protocol === undefined && protocol ? { ...side, protocol } : side };
  });
  const common = { ...shared, protocol: shared.protocol ?? oneProtocol(sides) ?? { transport: "http" as const } };
  const isAnywhere = common.endpoint !== undefined || sides.some(({ side }) => side.endpoint !== undefined);
  const hasEndpoint = ({ endpoint }: Side) => !isAnywhere || endpoint !== undefined || common.endpoint !== undefined;
  const without = sides.filter(({ side, isOn }) => isOn && !hasEndpoint(side)).map(({ signal }) => signal);
  const connection = sharedConnection(common, marks);
  const settings = sides.map(({ signal, side, isOn }) => {
    const own = ownConnection(signal, side, common, connection, marks, without);
    return [signal, { enabled: isOn && hasEndpoint(side), ...(own === null ? {} : { connection: own }) }] as const;
  });
  const { traces, metrics, logs } = Object.fromEntries(settings);
  return {
    name: "",
    ...(isDisabled(variables, marks) ? { enabled: false } : {}),
    connection,
    signals: {
      ...(traces && { traces }),
      ...(metrics && { metrics: { ...metrics, ...metricsOf(variables, marks) } }),
      ...(logs && { logs }),
    },
  };
}

type Common = Side & { protocol: Protocol };

/** Python's otlp_proto_grpc of every signal is that of all. */
function oneProtocol(sides: readonly { isOn: boolean; side: Side }[]): Protocol | null {
  const [first, ...others] = sides.filter(({ isOn }) => isOn).map(({ side }) => side.protocol);
  const isOne = first !== undefined && others.every((one) => one?.transport === first.transport);
  return isOne ? first : null;
}

function sharedConnection(common: Common, marks: Marks): Connection {
  const { protocol, endpoint, headers, compression = "none", timeoutMs, tls, insecure } = common;
  markInsecure(protocol, endpoint?.value, insecure, marks);
  return {
    ...protocol,
    // What SDKs do unless they are told (R4.5).
    compression,
    ...(endpoint ? { endpoint: readEndpoint(endpoint, protocol, insecure, "Endpoint of all signals", marks) } : {}),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(tls ? { tls } : {}),
    ...(headers ? connectionHeaders(headers) : {}),
  };
}

function readEndpoint(
  { value, variable }: NonNullable<Side["endpoint"]>,
  { transport }: Protocol,
  insecure: Side["insecure"],
  what: string,
  marks: Marks,
): string {
  const { endpoint, notes } = endpointFor(transport, value, insecure?.value ?? false);
  const port = transport === "http" && usesGrpcPort(value) ? ["this port usually speaks gRPC"] : [];
  markUsed(variable, [what, ...notes, ...port].join("; "), marks);
  return endpoint;
}

/** R1.7, R2.3 */
function markInsecure(
  protocol: Protocol,
  endpoint: string | undefined,
  insecure: Side["insecure"],
  marks: Marks,
): void {
  if (insecure === undefined) return;
  if (protocol.transport === "http")
    marks.ignored(insecure.variable.at, "over HTTP the scheme of the endpoint decides");
  else if (endpoint !== undefined && hasScheme(endpoint))
    marks.ignored(insecure.variable.at, "the scheme of the endpoint decides");
  else markUsed(insecure.variable, insecure.value ? "Plain text, no TLS" : "TLS", marks);
}

/** null: the signal has nothing of its own. */
function ownConnection(
  signal: Signal,
  side: Side,
  common: Common,
  shared: Connection,
  marks: Marks,
  without: readonly Signal[],
): Connection | null {
  const protocol = side.protocol ?? common.protocol;
  markInsecure(protocol, (side.endpoint ?? common.endpoint)?.value, side.insecure, marks);
  const isOther = protocol.transport !== shared.transport;
  const endpoint = ownEndpoint(signal, side, common, protocol, marks, without);
  const isMoved = endpoint !== null && (side.endpoint !== undefined || isOther || endpoint !== shared.endpoint);
  const tls: Tls | undefined = side.tls && { ...common.tls, ...side.tls };
  const own: Connection = {
    ...(isOther ? { transport: protocol.transport } : {}),
    ...(hasOwnEncoding(protocol, side, shared) ? { encoding: protocol.encoding } : {}),
    ...(isMoved ? { endpoint } : {}),
    ...(side.compression === undefined || side.compression === shared.compression
      ? {}
      : { compression: side.compression }),
    ...(side.timeoutMs === undefined || side.timeoutMs === shared.timeoutMs ? {} : { timeoutMs: side.timeoutMs }),
    ...(tls ? { tls } : {}),
    ...ownHeaders(side, common, shared),
  };
  return Object.keys(own).length === 0 ? null : own;
}

function hasOwnEncoding({ transport, encoding }: Protocol, side: Side, shared: Connection): boolean {
  if (transport === "grpc" || encoding === undefined || side.protocol === undefined) return false;
  return shared.transport === "grpc" || encoding !== (shared.encoding ?? "protobuf");
}

/** Its own is used as it is (R1.4); the common one again where another transport or another switch reads it otherwise. */
function ownEndpoint(
  signal: Signal,
  side: Side,
  common: Common,
  protocol: Protocol,
  marks: Marks,
  without: readonly Signal[],
): string | null {
  const insecure = side.insecure ?? common.insecure;
  if (side.endpoint) {
    const root =
      protocol.transport === "http" && hasNoPath(side.endpoint.value) ? "; it has no path: posts go to /" : "";
    const off = without.length === 0 ? "" : `; none is set for ${without.join(" and ")}: off`;
    return readEndpoint(side.endpoint, protocol, insecure, `Endpoint of ${signal}, used as it is${root}${off}`, marks);
  }
  if (!common.endpoint) return null;
  const { value } = common.endpoint;
  if (protocol.transport === "grpc") return endpointFor("grpc", value, insecure?.value ?? false).endpoint;
  return common.protocol.transport === "http" ? value : signalUrl(value, signal);
}

/** The common ones with the signal's own over them, name by name (R1.8); they replace the shared ones as a whole. */
function ownHeaders(side: Side, common: Common, shared: Connection): Pick<Connection, "headers" | "auth"> {
  if (!side.headers) return {};
  const { headers = [], auth = { type: "none" as const } } = connectionHeaders([
    ...(common.headers ?? []),
    ...side.headers,
  ]);
  const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  return {
    ...(isSame(headers, shared.headers ?? []) ? {} : { headers }),
    ...(isSame(auth, shared.auth ?? { type: "none" }) ? {} : { auth }),
  };
}
