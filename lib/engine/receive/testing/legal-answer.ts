// Reads answers off the wire and judges whether they are ones that a receiver may give. Throws with what is wrong.
import type { IncomingHttpHeaders } from "node:http2";
import { decodeExportResponse, decodeStatus, protobufStatus } from "#lib/otlp/response-body";

export type WireAnswer = { status: number; headers: Map<string, string>; body: Buffer; size: number };

const statuses = [200, 204, 400, 404, 405, 408, 413, 415, 429, 431, 503];

/** The first final answer; null = there is none yet. */
export function readHttp1(bytes: Buffer, method: string): WireAnswer | null {
  const headEnd = bytes.indexOf("\r\n\r\n");
  if (headEnd < 0) return null;
  const [line = "", ...lines] = bytes.subarray(0, headEnd).toString("latin1").split("\r\n");
  const [, digits] = /^HTTP\/1\.1 (\d{3}) [\w -]+$/.exec(line) ?? [];
  if (digits === undefined) throw new Error(`No status line: ${JSON.stringify(line)}`);
  const status = Number(digits);
  if (status === 100) {
    const next = readHttp1(bytes.subarray(headEnd + 4), method);
    return next && { ...next, size: next.size + headEnd + 4 };
  }
  const headers = new Map(lines.map((text) => headerOf(text)));
  // Node's own refusal of a request without Host.
  if (headers.get("transfer-encoding") === "chunked") {
    const end = bytes.indexOf("0\r\n\r\n", headEnd + 4);
    return end < 0 ? null : { status, headers, body: bytes.subarray(headEnd + 4, end), size: end + 5 };
  }
  const isBodiless = status === 204 || method === "HEAD" || !headers.has("content-length");
  const length = isBodiless ? 0 : Number(headers.get("content-length"));
  const size = headEnd + 4 + length;
  return bytes.length < size ? null : { status, headers, body: bytes.subarray(headEnd + 4, size), size };
}

function headerOf(text: string): [string, string] {
  const [, name, value] = /^([\w-]+): ?([\x20-\x7e]*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new Error(`No header: ${JSON.stringify(text)}`);
  return [name.toLowerCase(), value];
}

export function judgeHttp({ status, headers, body }: Omit<WireAnswer, "size">, method: string): void {
  if (!statuses.includes(status)) throw new Error(`Status ${status}`);
  if (status === 405 && headers.get("allow") !== "POST") throw new Error("405 without Allow");
  if ((status === 503 || status === 429) && !headers.has("retry-after"))
    throw new Error(`${status} without Retry-After`);
  const type = headers.get("content-type");
  if (type === undefined && body.length > 0) throw new Error("A body without a type");
  if (type === undefined || method === "HEAD") return;
  if (status === 200) {
    if (decodeExportResponse("traces", type, body) === null) throw new Error(`No Export response: ${body}`);
    return;
  }
  if (!decodeStatus(type, body)?.message) throw new Error(`No Status in ${type}: ${body}`);
}

export function judgeGrpc(headers: IncomingHttpHeaders, trailers: IncomingHttpHeaders, body: Buffer): void {
  const status = headers[":status"];
  if (Number(status) === 415) return;
  if (Number(status) !== 200 || headers["content-type"] !== "application/grpc") throw new Error(`HTTP ${status}`);
  const code = trailers["grpc-status"];
  if (code === "0") {
    if (!body.equals(Buffer.alloc(5))) throw new Error("OK without a message");
    return;
  }
  const details = protobufStatus(Buffer.from(String(trailers["grpc-status-details-bin"]), "base64"));
  if (!["3", "4", "8", "12", "14"].includes(String(code)) || String(details?.code) !== code || body.length > 0) {
    throw new Error(`grpc-status ${code}, details ${details?.code}, ${body.length} bytes`);
  }
}

/** Whole frames of known types, and nothing behind them. */
export function judgeHttp2(bytes: Buffer): void {
  let at = 0;
  while (at + 9 <= bytes.length) {
    if (bytes.readUInt8(at + 3) > 9) throw new Error(`A frame of type ${bytes.readUInt8(at + 3)}`);
    at += 9 + bytes.readUIntBE(at, 3);
  }
  if (at !== bytes.length) throw new Error("A frame that is cut off");
}
