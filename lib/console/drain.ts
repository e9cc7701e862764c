// Ends a server without cutting anybody off in the middle: no new connections, requests finish, then the rest is closed.
import type { Server, ServerResponse } from "node:http";

/** Call before the server listens: it has to see every request. */
export function drainable(server: Server) {
  const open = new Set<ServerResponse>();
  let isDraining = false;
  let finished: (() => void) | null = null;
  server.on("request", (_request, response) => {
    open.add(response);
    if (isDraining && !response.headersSent) response.setHeader("connection", "close");
    response.once("close", () => {
      open.delete(response);
      if (isDraining) server.closeIdleConnections();
      if (open.size === 0) finished?.();
    });
  });
  /** Resolves when the last request is answered, or after `graceMs` with the rest cut. */
  return async function drain(graceMs: number): Promise<void> {
    isDraining = true;
    server.close();
    server.closeIdleConnections();
    for (const response of open) {
      if (!response.headersSent) response.setHeader("connection", "close");
    }
    if (open.size > 0) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        finished = resolve;
        timer = setTimeout(resolve, graceMs);
      });
      clearTimeout(timer);
    }
    server.closeAllConnections();
  };
}
