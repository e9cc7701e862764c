// gRPC's message frame: one byte "compressed", four bytes length, the message.
import type { Compression } from "#lib/destination/schema";
import { decompress } from "#lib/engine/body-coding";

export const frameHeaderBytes = 5;

export function frame(message: Uint8Array, compression: Compression): Uint8Array {
  const framed = Buffer.alloc(frameHeaderBytes + message.length);
  framed[0] = compression === "gzip" ? 1 : 0;
  framed.writeUInt32BE(message.length, 1);
  framed.set(message, frameHeaderBytes);
  return framed;
}

/** The first message; no bytes at all are none. null = not a frame, or one that cannot be read. */
export function unframe(body: Buffer, encoding: string | string[] | undefined): Uint8Array | null {
  if (body.length === 0) return body;
  if (body.length < frameHeaderBytes) return null;
  const end = frameHeaderBytes + body.readUInt32BE(1);
  if (end > body.length) return null;
  const message = body.subarray(frameHeaderBytes, end);
  if (body[0] === 0) return message;
  return body[0] === 1 && encoding === "gzip" ? decompress(message) : null;
}
