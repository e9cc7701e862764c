// Requests that are wrong in every way that chance finds: bytes, lengths, encodings, compression, paths, headers, framing. The same
// seed draws the same requests.
import { deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { frame } from "#lib/engine/grpc-frame";
import { contentTypes, payload } from "#lib/engine/receive/testing/receiver";
import { signalFacts, signals } from "#lib/otlp/signal";
import type { Chance } from "#lib/testing/chance";

const plain = (body: Uint8Array) => Buffer.from(body);
const codings = [
  ["", plain],
  ["gzip", gzipSync],
  ["deflate", deflateSync],
  ["zstd", zstdCompressSync],
] as const;

type Good = { path: string; grpcPath: string; type: string; coding: string; body: Buffer };

const goodRequests = signals.flatMap((signal) =>
  (["protobuf", "json"] as const).flatMap((encoding) =>
    codings.map(([coding, compress]): Good => {
      const { path, grpcPath } = signalFacts[signal];
      return { path, grpcPath, type: contentTypes[encoding], coding, body: compress(payload(signal, encoding)) };
    }),
  ),
) as [Good, ...Good[]];

/** `isWhole`: its framing is right, so that the connection may go on behind its answer. */
export type Mutant = { bytes: Buffer; method: string; isWhole: boolean; isGood: boolean };

type Draft = {
  method: string;
  path: string;
  headers: [string, string][];
  body: Buffer;
  framing: "length" | "chunked";
};

export function mutateHttp(chance: Chance): Mutant {
  const { path, type, coding, body } = chance.pick(goodRequests);
  const draft: Draft = {
    method: "POST",
    path,
    headers: [
      ["Host", "a"],
      ["Content-Type", type],
    ],
    body,
    framing: chance.pick(["length", "length", "chunked"]),
  };
  if (coding !== "") draft.headers.push(["Content-Encoding", coding]);
  const isGood = chance.below(10) === 0;
  for (let left = isGood ? 0 : 1 + chance.below(2); left > 0; left--) chance.pick(gentle)(draft, chance);
  const whole = written(draft, chance);
  const isBroken = !isGood && draft.method !== "HEAD" && chance.below(8) === 0;
  return { bytes: isBroken ? breakFraming(whole, chance) : whole, method: draft.method, isWhole: !isBroken, isGood };
}

type Change = (draft: Draft, chance: Chance) => void;

const wrongTypes = ["", "text/plain", "application/grpc", "application/json; charset=utf-8", "a".repeat(300)] as const;
const wrongCodings = [
  "br",
  "gzip, gzip",
  "GZIP",
  "identity",
  "none",
  "snappy",
  "deflate",
  "zstd",
  "gzip",
  "\x7f",
] as const;
const otherMethods = ["GET", "PUT", "OPTIONS", "HEAD", "DELETE", "PATCH", "TRACE", "M-SEARCH"] as const;
const oddPaths = [
  "/",
  "*",
  "//",
  "/v1/",
  "/v1/traces/",
  "/v1/traces?x=1",
  "http://a/v1/logs",
  "/%76%31/traces",
  "/v1/../v1/logs",
  `/${"x".repeat(5000)}`,
  "/\x80\xff",
] as const;
const otherHeaders: readonly [[string, string], ...[string, string][]] = [
  ["Origin", "https://shop.example.com"],
  ["Expect", "100-continue"],
  ["Expect", "the-unexpected"],
  ["Authorization", "Bearer x"],
  ["Connection", "close"],
  ["Connection", "upgrade, http2-settings"],
  ["Upgrade", "h2c"],
  ["Host", "b"],
  ["Content-Type", "application/json"],
  ["X-Long", "x".repeat(20_000)],
  ["Access-Control-Request-Method", "POST"],
];

/** What leaves the framing of HTTP whole. */
const gentle: readonly [Change, ...Change[]] = [
  (draft, chance) => {
    draft.body = mutateBytes(draft.body, chance);
  },
  (draft, chance) => {
    draft.body = mutateBytes(mutateBytes(draft.body, chance), chance);
  },
  (draft, chance) => {
    draft.body = chance.pick(goodRequests).body;
  },
  (draft, chance) => {
    draft.body = bombs[chance.below(bombs.length)] ?? draft.body;
  },
  (draft, chance) => {
    replace(draft, "Content-Encoding", chance.pick(wrongCodings));
  },
  (draft, chance) => {
    replace(draft, "Content-Type", chance.pick(wrongTypes));
  },
  (draft, chance) => {
    draft.path = chance.pick(oddPaths);
  },
  (draft, chance) => {
    draft.method = chance.pick(otherMethods);
  },
  (draft, chance) => {
    draft.headers.push(chance.pick(otherHeaders));
  },
];

const bombs = [
  gzipSync(Buffer.alloc(1024 * 1024)),
  Buffer.from("[".repeat(10_000)),
  Buffer.from(`{"resourceSpans":${"[{".repeat(3000)}`),
  Buffer.alloc(5000, 0x0a),
  Buffer.alloc(3000, 0xff),
];

function replace(draft: Draft, name: string, value: string): void {
  draft.headers = [...draft.headers.filter(([each]) => each !== name), [name, value]];
}

function mutateBytes(body: Buffer, chance: Chance): Buffer {
  const at = chance.below(body.length + 1);
  switch (chance.below(6)) {
    case 0:
      return body.subarray(0, at);
    case 1:
      return Buffer.concat([body.subarray(0, at), noise(chance, 1 + chance.below(40)), body.subarray(at)]);
    case 2:
      return Buffer.concat([body, body.subarray(at)]);
    case 3:
      return Buffer.concat([body.subarray(0, at), body.subarray(at + 1 + chance.below(20))]);
    default: {
      const copy = Buffer.from(body);
      for (let left = 1 + chance.below(4); left > 0 && copy.length > 0; left--) {
        const place = chance.below(copy.length);
        copy[place] = chance.pick([
          0,
          0xff,
          0x80,
          0x7f,
          (copy[place] ?? 0) ^ (1 << chance.below(8)),
          chance.below(256),
        ]);
      }
      return copy;
    }
  }
}

function noise(chance: Chance, bytes: number): Buffer {
  return Buffer.from(Array.from({ length: bytes }, () => chance.below(256)));
}

function written({ method, path, headers, body, framing }: Draft, chance: Chance): Buffer {
  const lines = [`${method} ${path} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  const isChunked = framing === "chunked";
  lines.push(isChunked ? "Transfer-Encoding: chunked" : `Content-Length: ${body.length}`, "", "");
  const head = Buffer.from(lines.join("\r\n"), "latin1");
  return Buffer.concat([head, ...(isChunked ? chunked(body, chance) : [body])]);
}

function chunked(body: Buffer, chance: Chance): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const piece = body.subarray(at, at + 1 + chance.below(body.length));
    parts.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from("\r\n"));
    at += piece.length;
  }
  return [...parts, Buffer.from("0\r\n\r\n")];
}

/** Anywhere in the request, head and lengths and chunks included; or cut off. */
function breakFraming(whole: Buffer, chance: Chance): Buffer {
  const headEnd = whole.indexOf("\r\n\r\n");
  switch (chance.below(5)) {
    case 0:
      return whole.subarray(0, chance.below(whole.length));
    case 1: {
      const digits = chance.pick(["-1", "99", "1e3", "0x10", "18446744073709551616", "5, 6", "", "20971521"]);
      const text = whole.toString("latin1").replace(/Content-Length: \d+/, `Content-Length: ${digits}`);
      return Buffer.from(text, "latin1");
    }
    case 2: {
      const both = whole
        .toString("latin1")
        .replace("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n");
      return Buffer.from(both, "latin1");
    }
    case 3:
      return Buffer.concat([mutateBytes(whole.subarray(0, headEnd), chance), whole.subarray(headEnd)]);
    default:
      return mutateBytes(whole, chance);
  }
}

export type GrpcMutant = {
  headers: Record<string, string>;
  parts: Buffer[];
  /** Leaves in the middle. */
  isCancelled: boolean;
  isGood: boolean;
};

export function mutateGrpc(chance: Chance): GrpcMutant {
  const good = chance.pick(goodRequests);
  let framed: Buffer = Buffer.from(frame(good.body, good.coding === "" ? "none" : "gzip"));
  const headers: Record<string, string> = {
    ":method": "POST",
    ":path": good.grpcPath,
    "content-type": "application/grpc",
    ...(good.coding !== "" && { "grpc-encoding": good.coding }),
  };
  const isGood = good.type === contentTypes.protobuf && chance.below(10) === 0;
  for (let left = isGood ? 0 : 1 + chance.below(2); left > 0; left--) {
    const kind = chance.below(10);
    if (kind < 5) framed = mutateBytes(framed, chance);
    else if (kind === 5) framed.writeUInt32BE(chance.below(2 ** 32), Math.max(0, Math.min(1, framed.length - 4)));
    else if (kind === 6) headers["grpc-encoding"] = chance.pick(["snappy", "identity", "GZIP", "zstd", "deflate"]);
    else if (kind === 7) headers[":path"] = chance.pick(["/", "/v1/traces", `${good.grpcPath}s`, "/x/Export"]);
    else if (kind === 8)
      headers["content-type"] = chance.pick(["application/grpc+json", "text/html", "application/json"]);
    else headers["grpc-timeout"] = chance.pick(["1n", "99999999H", "x", "-1S"]);
    if (framed.length < 5) framed = Buffer.concat([framed, noise(chance, 5)]);
  }
  const cut = chance.below(framed.length);
  const parts = chance.below(3) === 0 ? [framed.subarray(0, cut), framed.subarray(cut)] : [framed];
  return { headers, parts, isCancelled: !isGood && chance.below(100) === 0, isGood };
}

/** A whole HTTP/2 connection in bytes: preface, settings, one request with literal headers, its data; then mutated. */
export function mutateHttp2(chance: Chance): Buffer {
  const { path, type, body } = chance.pick(goodRequests);
  const fields = { ":method": "POST", ":scheme": "http", ":path": path, ":authority": "a", "content-type": type };
  const block = Object.entries(fields).flatMap(([name, value]) => [Buffer.from([0]), literal(name), literal(value)]);
  const sent = Buffer.concat([
    http2Frame(4, 0, 0, Buffer.alloc(0)),
    http2Frame(1, 4, 1, Buffer.concat(block)),
    http2Frame(0, 1, 1, body.subarray(0, 16_000)),
  ]);
  const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  return Buffer.concat([Buffer.from(preface), mutateBytes(sent, chance)]);
}

function literal(text: string): Buffer {
  return Buffer.from([text.length, ...Buffer.from(text)]);
}

function http2Frame(type: number, flags: number, stream: number, content: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(content.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, content]);
}
