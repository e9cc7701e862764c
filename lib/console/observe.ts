// Measures each answered request of the console, for whoever listens: method, route and status from bounded sets. Knows no SDK.
import type { Server } from "node:http";
import type { RouteName } from "#lib/console/route-names";

export type AnsweredRequest = {
  method: string;
  route: string;
  status: number;
  /** Since 1970. */
  startedAtMs: number;
  durationMs: number;
};

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
/** Of a caller who left before the answer, as proxies count it. */
const leftStatus = 499;

/** `isOn` is asked first: where nobody listens a request costs one call. */
export function observeRequests(
  server: Server,
  { nameOf, isOn, tell }: { nameOf: RouteName; isOn(): boolean; tell(request: AnsweredRequest): void },
): void {
  server.prependListener("request", (request, response) => {
    if (!isOn()) return;
    const startedAtMs = Date.now();
    const startMs = performance.now();
    // The path as it was asked for: handlers rewrite it.
    const route = nameOf(request.url ?? "");
    response.once("close", () => {
      const method = methods.has(request.method ?? "") ? (request.method ?? "") : "_OTHER";
      const status = response.headersSent ? response.statusCode : leftStatus;
      tell({ method, route, status, startedAtMs, durationMs: performance.now() - startMs });
    });
  });
}
