// A page that was read as gRPC: the four bytes of a frame's length are letters of it (failures.md §0.4). Knows no failure.
import type { Attempt } from "#lib/otlp/explain/facts";

const printable = /^[\x20-\x7e]{4}$/;
/** "Received message larger than max (1752460652 vs 4194304)": the number is the first. */
const sizes = /\blarger than\b[^\d]{0,40}(\d{6,10})\b/i;

/** "html" out of 1752460652; null for a number that is a size. */
export function textInLength(length: number): string | null {
  if (!Number.isInteger(length) || length < 0 || length > 0xffffffff) return null;
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  const text = bytes.toString("latin1");
  return printable.test(text) ? text : null;
}

/** What a gRPC client further on read of a page, in words such as those above. */
export function textInWords(words: string | null): string | null {
  const number = sizes.exec(words ?? "")?.[1];
  return number === undefined ? null : textInLength(Number(number));
}

/** The first bytes of an answer over gRPC that has no frame: text of a page, of JSON or of a plain answer. */
export function textInFrame({ exchange }: Attempt): string | null {
  const { answer, transport } = exchange;
  if (transport !== "grpc" || answer === null || answer.trailers["grpc-status"] !== undefined) return null;
  const start = new TextDecoder("latin1").decode(answer.body.subarray(0, 64)).trimStart();
  return answer.body.length >= 5 && /^[\x20-\x7e\s]{5,}$/.test(start) ? start : null;
}
