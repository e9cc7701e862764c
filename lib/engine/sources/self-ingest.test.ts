import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { engineClient } from "#lib/engine/client";
import { selfResource, startSelfSource } from "#lib/engine/sources/self";
import type { SourceUser } from "#lib/engine/sources/source-user";
import { sleepingClock } from "#lib/engine/sources/testing/cgroup-tree";
import { storedMetrics } from "#lib/engine/sources/testing/stored-metrics";

const metrics = { enabled: true, temporality: "cumulative", intervalMs: 10_000, histograms: "explicit" } as const;
const user: SourceUser = { id: "d 1", enabled: true, sources: ["self"], signals: { metrics } };

test("from the console it reaches the engine over a Unix socket, protobuf, with the ids of its destinations", async () => {
  const folder = mkdtempSync(join(tmpdir(), "outspan-self-"));
  const path = join(folder, "engine.sock");
  const seen: { url: string | undefined; type: string | undefined; names: string[] }[] = [];
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const names = storedMetrics(Buffer.concat(chunks)).map(({ name }) => name);
    seen.push({ url: incoming.url, type: incoming.headers["content-type"], names });
    response.writeHead(204).end();
  });
  onTestFinished(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const client = engineClient(path);
  const source = startSelfSource({
    send: (signal, body, ids) => client.ingest("self", signal, body, ids ?? undefined),
    users: () => [user],
    resource: selfResource("console", "host-1"),
    clock: sleepingClock(10_000),
    onError: (error) => {
      throw error;
    },
  });
  await new Promise<void>((resolve) => server.once("request", () => resolve()));
  await source.stop();
  expect(seen).toMatchObject([{ url: "/ingest/self/metrics?destinations=d%201", type: "application/x-protobuf" }]);
  expect(seen[0]?.names).toContain("process.cpu.time");
});
