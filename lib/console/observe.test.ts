import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { type AnsweredRequest, observeRequests } from "#lib/console/observe";

test("each answered request is told with a method and a route of bounded sets, while somebody listens", async () => {
  const told: AnsweredRequest[] = [];
  let isOn = true;
  let tellNext = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    const status = request.url === "/missing" ? 404 : 200;
    request.url = "/rewritten";
    response.writeHead(status).end("ok");
  });
  observeRequests(server, {
    nameOf: (path) => `name of ${path}`,
    isOn: () => isOn,
    tell(request) {
      told.push(request);
      tellNext.resolve();
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const ask = async (path: string, method: string) => {
    tellNext = Promise.withResolvers();
    await (await fetch(`http://127.0.0.1:${port}${path}`, { method })).text();
    if (isOn) await tellNext.promise;
  };
  const beganMs = Date.now();
  await ask("/one", "GET");
  await ask("/missing", "DELETE");
  await ask("/odd", "PROPFIND");
  isOn = false;
  await ask("/unseen", "GET");
  expect(told.map(({ method, route, status }) => [method, route, status])).toEqual([
    ["GET", "name of /one", 200],
    ["DELETE", "name of /missing", 404],
    ["_OTHER", "name of /odd", 200],
  ]);
  for (const { startedAtMs, durationMs } of told) {
    expect(startedAtMs).toBeGreaterThanOrEqual(beganMs);
    expect(durationMs).toBeGreaterThan(0);
  }
});
