// Answers of a server as the wire brought them, and what is read of them.
import type { Exchange } from "#lib/otlp/observation";
import { readAnswer } from "#lib/otlp/response";

type Reply = NonNullable<Exchange["answer"]>;
export const bytes = (body: string | Uint8Array) =>
  typeof body === "string" ? Uint8Array.from(Buffer.from(body)) : body;
export const hex = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));
const nowMs = Date.parse("2026-11-21T12:00:00Z");

export const seen = { startMs: 0, durationMs: 1, path: "/v1/traces", withCredentials: true, items: 3, timedOut: false };
export const reading = { nowMs, hide: (words: string) => words.replaceAll("super-secret-key", "[hidden]") };

export function reply(
  status: number,
  contentType: string | null,
  body: string | Uint8Array,
  more: Partial<Reply> = {},
): Reply {
  const headers: Record<string, string> = contentType === null ? {} : { "content-type": contentType };
  const text = { httpVersion: "1.1", statusText: "", headers, trailers: {}, contentType };
  return { status, body: bytes(body), truncated: false, ...text, ...more };
}

export function http(
  status: number,
  contentType: string | null = null,
  body: string | Uint8Array = "",
  more: Partial<Reply> = {},
) {
  const answer = reply(status, contentType, body, more);
  return readAnswer("traces", 3, { ...seen, transport: "http", answer, fault: null }, reading);
}

export function grpc(trailers: Record<string, string>, more: Partial<Reply> = {}) {
  const answer = reply(200, "application/grpc", "", { trailers, httpVersion: "2", ...more });
  return readAnswer("traces", 3, { ...seen, transport: "grpc", answer, fault: null }, reading);
}

/** partial_success { rejected_spans: 2, error_message: "too old" } */
export const twoRejected = hex("0a0b08021207746f6f206f6c64");
