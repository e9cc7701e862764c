// A destination as commands that ask the same of each endpoint without Outspan: curl for HTTP, grpcurl for gRPC. They send an
// empty export request. Secrets are shell variables; what they hold is not here.
import { commandSecrets, type TokenNames } from "#lib/destination/as-curl-secrets";
import { signingScope } from "#lib/destination/aws-endpoint";
import { hostInUrl } from "#lib/destination/host";
import {
  type Connected,
  type EffectiveConnection,
  effectiveConnection,
  enabledSignals,
} from "#lib/destination/resolve";
import { type ShellWord, shellCommand, shellComment, shellWord } from "#lib/destination/shell-word";
import { type Signal, signalFacts } from "#lib/otlp/signal";

type Option = readonly ShellWord[];

const emptyJson: Record<Signal, string> = {
  traces: '{"resourceSpans":[]}',
  metrics: '{"resourceMetrics":[]}',
  logs: '{"resourceLogs":[]}',
};
const protoOf: Record<Signal, string> = {
  traces: "trace/v1/trace",
  metrics: "metrics/v1/metrics",
  logs: "logs/v1/logs",
};
/** Ours whatever the settings say. */
const ownHeaders = /^(?:host|user-agent|content-type|content-length|content-encoding)$/;

/** One command for each signal that is on, to be pasted into a shell as a whole. */
export function asCurl(destination: Connected): string {
  const members = enabledSignals(destination).map((signal) => ({
    signal,
    connection: effectiveConnection(destination, signal),
  }));
  const connections = members.flatMap(({ connection }) => connection ?? []);
  const names = commandSecrets(connections);
  const files = filesOf(connections);
  const commands = members.map(({ signal, connection }) => {
    const { label } = signalFacts[signal];
    if (connection === null) return shellComment(`${label}: the endpoint or the proxy is missing or wrong`);
    const command =
      connection.transport === "grpc"
        ? grpcurl(signal, connection, names, files)
        : curl(signal, connection, names, files);
    const warning = connection.target.tls && connection.tls.skipVerify ? [insecure] : [];
    return [shellComment(`${label}: an empty export request, no items`), ...warning, command].join("\n");
  });
  if (commands.length === 0) return `${shellComment("No signal is on: there is nothing to send")}\n`;
  const needs = connections.some(({ transport }) => transport === "grpc") ? [grpcNeeds] : [];
  const isAsking = connections.length > 0;
  const head = [...(isAsking ? limits : []), ...names.told.map(shellComment), ...needs, ...files.written];
  return `${[...(head.length > 0 ? [head.join("\n")] : []), ...commands].join("\n\n")}\n`;
}

const limits = [
  "These requests are empty and uncompressed. They show whether the way, the path and the key are right,",
  "not whether these items, their temporality, their size or gzip are accepted.",
].map(shellComment);
const insecure = shellComment(
  "Warning: the certificate is not verified, as it is set. Anyone in between can read and change this.",
);
const grpcNeeds = shellComment(
  "grpcurl needs the definitions: git clone https://github.com/open-telemetry/opentelemetry-proto",
);

function curl(signal: Signal, connection: EffectiveConnection, names: TokenNames, files: Files): string {
  const { target, tls, proxy, encoding, timeoutMs } = connection;
  const { serverName } = tls;
  const at = `${hostInUrl(target.host)}:${target.port}`;
  const isDefaultPort = target.port === (target.tls ? 443 : 80);
  const hasOwnName = target.tls && serverName !== undefined && serverName !== "" && serverName !== target.host;
  const url = hasOwnName ? `https://${hostInUrl(serverName)}:${target.port}${target.path}` : target.url;
  const options: Option[] = [
    ["-sS", "-i", "--http1.1", "--globoff", "--path-as-is", "--max-time", String(timeoutMs / 1000)],
    proxy === null ? ["--noproxy", "*"] : ["-x", `http://${hostInUrl(proxy.host)}:${proxy.port}`, "--proxytunnel"],
    ...(target.tls
      ? tlsOptions(files.of(connection), ["--cacert", "--cert", "--key"], tls.skipVerify && "--insecure")
      : []),
    ...(hasOwnName ? [["--connect-to", `${hostInUrl(serverName)}:${target.port}:${at}`]] : []),
    ...(hasOwnName ? [["-H", `host: ${isDefaultPort ? hostInUrl(target.host) : at}`]] : []),
    ...awsOptions(connection, names),
    ...headerWords(connection, names).map(([name, value]): Option => ["-H", headerWord(name, value, ";")]),
    ["-H", `content-type: application/${encoding === "json" ? "json" : "x-protobuf"}`],
    ["--data-binary", encoding === "json" ? emptyJson[signal] : ""],
    [url],
  ];
  return shellCommand("curl", options);
}

function grpcurl(signal: Signal, connection: EffectiveConnection, names: TokenNames, files: Files): string {
  const { target, tls, proxy, timeoutMs } = connection;
  const options: Option[] = [
    ["-max-time", String(timeoutMs / 1000)],
    ...(target.tls
      ? tlsOptions(files.of(connection), ["-cacert", "-cert", "-key"], tls.skipVerify && "-insecure")
      : [["-plaintext"]]),
    ...(target.tls && tls.serverName ? [["-servername", tls.serverName]] : []),
    ...headerWords(connection, names).map(([name, value]): Option => ["-H", headerWord(name, value, ":")]),
    ["-import-path", "opentelemetry-proto", "-proto", `opentelemetry/proto/collector/${protoOf[signal]}_service.proto`],
    ["-d", "{}"],
    [`${hostInUrl(target.host)}:${target.port}`, signalFacts[signal].grpcPath.slice(1)],
  ];
  const by = proxy === null ? "" : `HTTPS_PROXY=${shellWord(`http://${hostInUrl(proxy.host)}:${proxy.port}`)} `;
  return `${by}${shellCommand("grpcurl", options)}`;
}

function tlsOptions(
  { ca, cert, key }: FileNames,
  [caOption, certOption, keyOption]: readonly [string, string, string],
  insecureOption: string | false | undefined,
): Option[] {
  return [
    ...(insecureOption ? [[insecureOption]] : []),
    ...(ca === null ? [] : [[caOption, ca]]),
    ...(cert === null ? [] : [[certOption, cert]]),
    ...(key === null ? [] : [[keyOption, key]]),
  ];
}

/** Headers and authentication as on the wire: the last of a name counts, and authentication after all. */
function headerWords({ headers, ...rest }: EffectiveConnection, names: TokenNames): [string, ShellWord][] {
  const rows = new Map<string, ShellWord>();
  for (const header of headers) {
    const name = header.name.toLowerCase();
    const isReadable = header.secret === false && header.value !== null;
    rows.set(name, isReadable ? (header.value ?? "") : [{ variable: names.of(rest.from.headers, name) }]);
  }
  if (rest.auth.type !== "none") rows.delete("authorization");
  const authorization = authorizationOf(rest, names);
  if (authorization !== null) rows.set("authorization", authorization);
  return [...rows].filter(([name]) => !ownHeaders.test(name));
}

function authorizationOf(
  { auth, from, transport }: Omit<EffectiveConnection, "headers">,
  names: TokenNames,
): ShellWord | null {
  if (auth.type === "bearer") return ["Bearer ", { variable: names.of(from.auth, "token") }];
  if (auth.type === "oauth2" || auth.type === "google")
    return ["Bearer ", { variable: names.of(from.auth, "access token") }];
  return auth.type === "basic" && transport === "grpc"
    ? ["Basic ", { variable: names.of(from.auth, "password") }]
    : null;
}

/** curl does Basic and AWS signatures itself. */
function awsOptions({ auth, from, target }: EffectiveConnection, names: TokenNames): Option[] {
  if (auth.type === "basic") return [["-u", [`${auth.username}:`, { variable: names.of(from.auth, "password") }]]];
  if (auth.type !== "sigv4") return [];
  const { region, service } = signingScope(auth, target.host);
  const isHost = auth.credentials === "host";
  const user: ShellWord = isHost
    ? [{ variable: "AWS_ACCESS_KEY_ID" }, ":", { variable: "AWS_SECRET_ACCESS_KEY" }]
    : [`${auth.accessKeyId ?? ""}:`, { variable: names.of(from.auth, "secret access key") }];
  const session = isHost
    ? "AWS_SESSION_TOKEN"
    : auth.sessionToken === undefined
      ? null
      : names.of(from.auth, "session token");
  return [
    ["--aws-sigv4", `aws:amz:${region ?? "REGION"}:${service ?? "SERVICE"}`],
    ["-u", user],
    ...(session === null ? [] : [["-H", ["x-amz-security-token: ", { variable: session }]] satisfies Option]),
  ];
}

/** curl takes "name:" for "send none of it": an empty value is written "name;". */
function headerWord(name: string, value: ShellWord, ifEmpty: string): ShellWord {
  if (value === "") return name + ifEmpty;
  return typeof value === "string" ? `${name}: ${value}` : [`${name}: `, ...value];
}

type FileNames = { ca: string | null; cert: string | null; key: string | null };
type Files = { written: string[]; of: (connection: EffectiveConnection) => FileNames };

/** Certificates are public: the commands write them. A key is not: its place is named. */
function filesOf(connections: readonly EffectiveConnection[]): Files {
  const names = new Map<string, string>();
  const nameOf = (kind: "ca" | "client", pem: string | undefined): string | null => {
    if (pem === undefined || pem === "") return null;
    const key = kind + pem;
    const nth = [...names.keys()].filter((one) => one.startsWith(kind)).length + 1;
    const name = names.get(key) ?? `outspan-${kind}${nth === 1 ? "" : `-${nth}`}`;
    names.set(key, name);
    return name;
  };
  const of = ({ tls, target }: EffectiveConnection): FileNames => {
    if (!target.tls) return { ca: null, cert: null, key: null };
    const ca = nameOf("ca", tls.ca);
    const client = nameOf("client", tls.clientCert);
    const hasKey = client !== null && tls.clientKey !== undefined;
    return { ca: ca && `${ca}.pem`, cert: client && `${client}.pem`, key: hasKey ? `${client}.key` : null };
  };
  const keys = new Set(connections.map((connection) => of(connection).key).filter((key) => key !== null));
  const written = [...names].map(([key, name]) => {
    const pem = key.replace(/^(?:ca|client)/, "").trim();
    return `printf '%s\\n' ${shellWord(pem)} > ${name}.pem`;
  });
  return {
    written: [...[...keys].map((key) => shellComment(`Put the client's private key into ${key} first`)), ...written],
    of,
  };
}
