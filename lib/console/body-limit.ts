// The most that a request may carry, counted as it arrives: a declared length is a claim.
import type { IncomingMessage } from "node:http";

export const bodyBytesMax = 2 * 1024 * 1024;

/** From somebody who is not signed in: enough to sign in. What Next reads for an action it reads before any action runs. */
export const strangerBodyBytesMax = 32 * 1024;

/** Whether a page's request carries what a stranger's may not. A body of untold length does: no browser sends one. */
export function isLarge({ method, headers }: Pick<IncomingMessage, "method" | "headers">): boolean {
  if (method === "GET" || method === "HEAD") return false;
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > strangerBodyBytesMax;
}

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
