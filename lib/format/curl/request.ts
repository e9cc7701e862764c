// What one curl or grpcurl command says of a connection, option by option. Opens no file: what stands in one is a hole, unless the text
// itself wrote it.

import { holeText } from "#lib/destination/hole";
import type { Connection, Tls } from "#lib/destination/schema";
import { curlOptions, grpcurlOptions, type Option } from "#lib/format/curl/options";
import type { Word } from "#lib/format/curl/words";
import type { HeaderRow } from "#lib/format/headers";
import type { Lines, Marks } from "#lib/format/marks";
import { withStandIns } from "#lib/format/stand-in";
import { type Signal, signals } from "#lib/otlp/signal";

export type Request = {
  transport: "http" | "grpc";
  at: Lines;
  /** A URL, or host:port. */
  target: (Lines & { text: string }) | null;
  rows: HeaderRow[];
  user: string | null;
  bearer: string | null;
  /** region and service of an AWS signature. */
  aws: { region?: string; service?: string } | null;
  tls: Tls;
  isPlain: boolean;
  encoding: Connection["encoding"] | null;
  compression: Connection["compression"] | null;
  proxy: string | null;
  timeoutMs: number | null;
  /** host:port of the URL → where it really goes. */
  connectTo: string | null;
  /** As its method or its body says. */
  signal: Signal | null;
  hasBody: boolean;
};

/** `fileText`: what a command before it wrote into a file; null: nothing did. */
export type Context = { marks: Marks; fileText: (name: string) => string | null };

export function readRequest(program: Word, words: readonly Word[], context: Context): Request {
  const isGrpc = /grpcurl(?:\.exe)?$/.test(program.text);
  const request: Request = {
    transport: isGrpc ? "grpc" : "http",
    at: program.at,
    target: null,
    rows: [],
    ...{ user: null, bearer: null, aws: null, tls: {}, isPlain: false, encoding: null, compression: null },
    ...{ proxy: null, timeoutMs: null, connectTo: null, signal: null, hasBody: false },
  };
  const { options, operands } = isGrpc ? grpcurlOptions(words) : curlOptions(words);
  for (const option of options) readOption(option, request, context);
  for (const operand of operands) readOperand(operand, request, context);
  return request;
}

const readers: Record<string, (option: Option, value: string, request: Request, context: Context) => void> = {
  header: readHeader,
  H: readHeader,
  "rpc-header": readHeader,
  data: readBody,
  d: readBody,
  "data-ascii": readBody,
  "data-binary": readBody,
  "data-raw": readBody,
  "upload-file": readBody,
  T: readBody,
  json: (option, value, request, context) => {
    request.encoding = "json";
    readBody(option, value, request, context);
  },
  url: (option, value, request, { marks }) => {
    request.target = { ...option.valueAt, text: value };
    marks.understood(option.at, "");
  },
  request: (option, value, _request, { marks }) => {
    if (/^POST$/i.test(value)) marks.understood(option.valueAt, "");
    else marks.unknown(option.valueAt, "OTLP is sent with POST");
  },
  user: (option, value, request, { marks }) => {
    request.user = value;
    marks.understood(option.valueAt, "User and password");
  },
  "oauth2-bearer": (option, value, request, { marks }) => {
    request.bearer = value;
    marks.understood(option.valueAt, "Bearer token");
  },
  "aws-sigv4": (option, value, request, { marks }) => {
    const [, , region = "", service = ""] = value.split(":");
    request.aws = { ...(region === "" ? {} : { region }), ...(service === "" ? {} : { service }) };
    marks.understood(option.valueAt, "AWS signature");
  },
  insecure: (option, _value, request, { marks }) => {
    request.tls.skipVerify = true;
    marks.understood(option.at, "The certificate is not verified");
  },
  plaintext: (option, _value, request, { marks }) => {
    request.isPlain = true;
    marks.understood(option.at, "Plain text");
  },
  cacert: (option, value, request, context) => readFile(option, value, ["ca", "CA_FILE"], request, context),
  cert: (option, value, request, context) =>
    readFile(option, value.replace(/(?<=[^:\\]):[^:\\/]*$/, ""), ["clientCert", "CERT_FILE"], request, context),
  key: (option, value, request, context) => readFile(option, value, ["clientKey", "KEY_FILE"], request, context),
  servername: readServerName,
  authority: readServerName,
  proxy: (option, value, request, { marks }) => {
    request.proxy = /^\w+:\/\//.test(value) ? value : `http://${value}`;
    marks.understood(option.valueAt, "Proxy");
  },
  proxytunnel: (option, _value, _request, { marks }) => marks.understood(option.at, ""),
  "max-time": (option, value, request, { marks }) => {
    const seconds = Number(value);
    if (/^\d{1,7}(?:\.\d{1,9})?$/.test(value) && seconds > 0) {
      request.timeoutMs = Math.round(seconds * 1000);
      marks.understood(option.valueAt, "Time limit of a request");
    } else marks.unknown(option.valueAt, "Write seconds, as 10 or 2.5");
  },
  "connect-timeout": (option, _value, _request, { marks }) =>
    marks.ignored(option.valueAt, "Outspan’s time limit is for the whole request"),
  "connect-to": (option, value, request, { marks }) => {
    request.connectTo = value;
    marks.understood(option.valueAt, "Where the connection really goes");
  },
  get: (option, _value, _request, { marks }) => marks.unknown(option.at, "OTLP is sent with POST"),
};

function readOption(option: Option, request: Request, context: Context): void {
  const { marks } = context;
  const read = Object.hasOwn(readers, option.name) ? readers[option.name] : undefined;
  if (read !== undefined) read(option, option.value ?? "", request, context);
  else if (option.isKnown) marks.ignored(option.valueAt, "it is about the command, not about where telemetry goes");
  else marks.unknown(option.at, "The command has no such option");
}

const asideHeader = /^(?:accept(?:-encoding)?|content-length|user-agent|host|expect|connection|te|cache-control)$/i;

function readHeader({ valueAt }: Option, value: string, request: Request, { marks }: Context): void {
  const [, name = "", sign = "", rest = ""] = /^([^:;]*)([:;]?)([\s\S]*)$/.exec(value) ?? [];
  const text = rest.trim();
  if (value.startsWith("@")) marks.unknown(valueAt, "A file holds the headers: add each with its value");
  else if (sign === "" || !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name.trim()))
    marks.unknown(valueAt, "Write a header as Name: value");
  else if (/^content-type$/i.test(name)) {
    if (/\bjson\b/i.test(text)) request.encoding = "json";
    marks.understood(valueAt, /json|protobuf/i.test(text) ? "Encoding" : "Outspan sends Protobuf as such");
  } else if (/^content-encoding$/i.test(name)) {
    if (/gzip/i.test(text)) request.compression = "gzip";
    marks.understood(valueAt, "Compression");
  } else if (asideHeader.test(name.trim())) marks.ignored(valueAt, "Outspan sends its own");
  else if (sign === ":" && text === "" && request.transport === "http") {
    marks.ignored(valueAt, "a name without a value tells curl to send none of it");
  } else {
    request.rows.push({ name: name.trim(), value: withStandIns(text, name.trim()) });
    marks.understood(valueAt, "Header");
  }
}

const bodies: Record<Signal, RegExp> = {
  traces: /resource_?spans/i,
  metrics: /resource_?metrics/i,
  logs: /resource_?logs/i,
};

function readBody({ valueAt }: Option, value: string, request: Request, { marks }: Context): void {
  request.hasBody = true;
  const head = value.slice(0, 5000);
  request.signal ??= signals.find((signal) => bodies[signal].test(head)) ?? null;
  marks.ignored(valueAt, "Outspan sends items of its own");
}

type FileField = "ca" | "clientCert" | "clientKey";

function readFile(
  { valueAt }: Option,
  name: string,
  [field, hole]: [FileField, string],
  request: Request,
  { marks, fileText }: Context,
): void {
  const text = fileText(name);
  request.tls[field] = text ?? holeText(hole);
  marks.understood(valueAt, text === null ? "Enter what the file holds, PEM: Outspan does not read it" : "PEM");
}

function readServerName({ valueAt }: Option, value: string, request: Request, { marks }: Context): void {
  request.tls.serverName = value;
  marks.understood(valueAt, "Name that the certificate has to be for");
}

/** The first is the address; grpcurl's second is the method. */
function readOperand({ text, at }: Word, request: Request, { marks }: Context): void {
  if (request.target === null) {
    request.target = { ...at, text };
    return;
  }
  const signal = signals.find((one) => new RegExp(`\\.${one.replace(/s$/, "")}s?\\.v1\\.`, "i").test(text));
  if (request.transport === "grpc" && signal !== undefined) {
    request.signal = signal;
    marks.understood(at, `Sends ${signal}`);
  } else if (request.transport === "grpc") marks.ignored(at, "it names no method of OTLP");
  else marks.unknown(at, "A command of curl with one URL is read");
}
