// The most that a request may carry, counted as it arrives: a declared length is a claim.
import type { IncomingMessage } from "node:http";

export const bodyBytesMax = 2 * 1024 * 1024;

/** Calls `exceeded` once, before the byte that is too many reaches a reader. */
export function countBody(request: IncomingMessage, exceeded: () => void): void {
  const push = request.push.bind(request);
  let bytes = 0;
  let isOver = false;
  request.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
    if (isOver) return false;
    bytes += chunk?.length ?? 0;
    if (bytes <= bodyBytesMax) return push(chunk, encoding);
    isOver = true;
    exceeded();
    return false;
  };
}
