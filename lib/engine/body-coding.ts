// gzip in both directions. Small bodies are done on the spot: the thread pool costs more than the work, and so do the
// higher levels (600 bytes of metrics: 34 µs for 317 bytes at level 1, 69 µs for 310 at level 6).

import { promisify } from "node:util";
import { gunzipSync, gzip, gzipSync } from "node:zlib";
import type { Compression } from "#lib/destination/schema";
import { responseBytesMax } from "#lib/engine/channel";

const gzipLater = promisify(gzip);
const onTheSpotMax = 32 * 1024;

export async function compress(body: Uint8Array, compression: Compression): Promise<Uint8Array> {
  if (compression === "none") return body;
  return body.length <= onTheSpotMax ? gzipSync(body, { level: 1 }) : await gzipLater(body);
}

/** null when it is no gzip, or more than a response may be (R8.2). */
export function decompress(body: Uint8Array): Uint8Array | null {
  try {
    return gunzipSync(body, { maxOutputLength: responseBytesMax });
  } catch {
    return null;
  }
}
