// What both transports of the sink do with a request: inflate, decode, describe. Knows no socket.
import { gunzipSync } from "node:zlib";
import type { Encoding } from "#lib/destination/schema";
import { type Signal, signalFacts, signals } from "#lib/otlp/signal";
import { decodeRequest } from "#lib/sink/decode";
import { type Description, describeRequest } from "#lib/sink/describe";

/** Largest body taken, before and after inflating. */
const bodyBytesMax = 16 * 1024 * 1024;

export type Received = { signal: Signal; how: string; description: Description };
/** Called with each request that was understood. */
export type Print = (received: Received) => void;

export function signalOfPath(path: string, transport: "http" | "grpc"): Signal | null {
  const key = transport === "http" ? "path" : "grpcPath";
  return signals.find((signal) => signalFacts[signal][key] === path) ?? null;
}

/** null = the body is not what it claims to be. */
export function readRequest(
  signal: Signal,
  encoding: Encoding,
  compression: string,
  body: Uint8Array,
): Description | null {
  const plain = inflate(compression, body);
  const json = plain && (encoding === "json" ? parseJson(plain) : decodeRequest(signal, plain));
  return json ? describeRequest(signal, json) : null;
}

function inflate(compression: string, body: Uint8Array): Uint8Array | null {
  if (compression !== "gzip") return body;
  try {
    return gunzipSync(body, { maxOutputLength: bodyBytesMax });
  } catch {
    return null;
  }
}

function parseJson(body: Uint8Array): object | null {
  try {
    const json: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    return typeof json === "object" ? json : null;
  } catch {
    return null;
  }
}

/** null = larger than the sink takes. */
export async function readBody(stream: AsyncIterable<Buffer>): Promise<Uint8Array | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > bodyBytesMax) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
