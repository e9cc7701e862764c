// What an OTLP receiver answers (R16.*): full success, or google.rpc.Status in the request's encoding, over HTTP and as
// gRPC's trailers. Pure; says nothing that the refusal's own message does not say (R16.9).
import { encodeJson, encodeProtobuf, type Field, integer, type Message, text } from "#lib/otlp/message";
import { concat, writeDelimited, writeKey, writeVarint } from "#lib/otlp/wire";

type Encoding = "protobuf" | "json";

export type Refusal = {
  refused:
    | "invalid"
    | "too_large"
    | "unsupported"
    | "unauthenticated"
    | "method"
    | "not_found"
    | "timeout"
    | "throttled"
    | "unavailable";
  message: string;
  /** When to come again; for `throttled` and `unavailable`. */
  retryAfterMs?: number;
};

export type HttpAnswer = { status: number; headers: Record<string, string>; body: Uint8Array };

/** R16.3: never 500, which makes clients drop; over gRPC too large carries no RetryInfo, hence is never sent again (R6.10). */
const codes: Record<Refusal["refused"], { http: number; grpc: number; headers?: Record<string, string> }> = {
  invalid: { http: 400, grpc: 3 },
  too_large: { http: 413, grpc: 8 },
  unsupported: { http: 415, grpc: 12 },
  unauthenticated: { http: 401, grpc: 16, headers: { "www-authenticate": "Bearer" } },
  method: { http: 405, grpc: 12, headers: { allow: "POST" } },
  not_found: { http: 404, grpc: 12 },
  timeout: { http: 408, grpc: 4 },
  throttled: { http: 429, grpc: 14 },
  unavailable: { http: 503, grpc: 14 },
};

const contentTypes: Record<Encoding, string> = { protobuf: "application/x-protobuf", json: "application/json" };

/** R16.1: by type alone, parameters ignored; null = neither. */
export function encodingOf(contentType: string | undefined): Encoding | null {
  const type = (contentType ?? "").split(";")[0]?.trim().toLowerCase();
  if (type === contentTypes.protobuf) return "protobuf";
  return type === contentTypes.json ? "json" : null;
}

/** R16.4: all accepted is a response with nothing set. */
export function successAnswer(encoding: Encoding): HttpAnswer {
  return withBody(200, {}, encoding, []);
}

/** R16.2: in the request's encoding, whatever is refused. A request whose encoding is unknown is answered in JSON. */
export function refusalAnswer(refusal: Refusal, encoding: Encoding | null): HttpAnswer {
  const { http, headers } = codes[refusal.refused];
  const seconds = refusal.retryAfterMs === undefined ? null : Math.max(1, Math.ceil(refusal.retryAfterMs / 1000));
  const wait: Record<string, string> = seconds === null ? {} : { "retry-after": String(seconds) };
  return withBody(http, { ...headers, ...wait }, encoding ?? "json", statusOf(refusal));
}

export function refusalTrailers(refusal: Refusal): Record<string, string> {
  return {
    "grpc-status": String(codes[refusal.refused].grpc),
    "grpc-message": percentEncode(refusal.message),
    // R6.11; binary headers are base64 without padding.
    "grpc-status-details-bin": Buffer.from(encodeProtobuf(statusOf(refusal)))
      .toString("base64")
      .replace(/=+$/, ""),
  };
}

function withBody(status: number, more: Record<string, string>, encoding: Encoding, message: Message): HttpAnswer {
  const body = encoding === "json" ? Buffer.from(JSON.stringify(encodeJson(message))) : encodeProtobuf(message);
  const headers = { "content-type": contentTypes[encoding], "content-length": String(body.length), ...more };
  return { status, headers, body };
}

function statusOf({ refused, message, retryAfterMs }: Refusal): Message {
  return [
    integer("code", 1, codes[refused].grpc),
    text("message", 2, message),
    ...(refused === "invalid" ? [badRequest(message)] : []),
    ...(retryAfterMs === undefined ? [] : [retryInfo(retryAfterMs)]),
  ];
}

function badRequest(description: string): Field {
  const violation = [text("field", 1, "body"), text("description", 2, description)];
  const json = { fieldViolations: [encodeJson(violation)] };
  return detail("google.rpc.BadRequest", json, () => writeDelimited(1, encodeProtobuf(violation)));
}

function retryInfo(delayMs: number): Field {
  const whole = Math.ceil(delayMs);
  const seconds = Math.floor(whole / 1000);
  const nanos = (whole % 1000) * 1_000_000;
  const duration = () => concat([writeKey(1, 0), writeVarint(seconds), writeKey(2, 0), writeVarint(nanos)]);
  return detail("google.rpc.RetryInfo", { retryDelay: `${whole / 1000}s` }, () => writeDelimited(1, duration()));
}

/** google.protobuf.Any: in JSON its type stands among the message's own keys. */
function detail(name: string, json: { [key: string]: ReturnType<Field["json"]> }, protobuf: () => Uint8Array): Field {
  const type = `type.googleapis.com/${name}`;
  const any = () => concat([writeDelimited(1, Buffer.from(type)), writeDelimited(2, protobuf())]);
  return {
    name: "details",
    repeated: true,
    json: () => ({ "@type": type, ...json }),
    protobuf: () => writeDelimited(3, any()),
  };
}

/** gRPC: UTF-8, everything but printable ASCII escaped, and the percent sign. */
function percentEncode(message: string): string {
  return [...Buffer.from(message)]
    .map((byte) =>
      byte >= 0x20 && byte <= 0x7e && byte !== 0x25
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`,
    )
    .join("");
}
