import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, expect, test } from "vitest";
import * as z from "zod";
import { type Signal, signals } from "#lib/otlp/signal";
import { toJson } from "#lib/otlp/to-json";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

type Received = { signal: Signal; body: Uint8Array };

async function receiver(each: (received: Received) => void): Promise<number> {
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
      const signal = signals.find((one) => request.url === `/v1/${one}`);
      if (signal) each({ signal, body: Buffer.concat(chunks) });
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

function demo(port: number): { child: ChildProcess; lines: AsyncIterator<string> } {
  const env = { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` };
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "main.ts")], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  closing.push(() => child.kill("SIGKILL"));
  return { child, lines: createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]() };
}

const Spans = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(z.object({ key: z.string(), value: z.unknown() })) }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(z.object({ traceId: z.string(), spanId: z.string(), parentSpanId: z.string().optional() })),
        }),
      ),
    }),
  ),
});

test("Three services, linked in one trace, with metrics of every kind and logs that name their span; ctrl-c ends it with 0", {
  timeout: 60_000,
}, async () => {
  const services = new Map<string, Set<string>>();
  const spanIds = new Set<string>();
  const parents = new Set<string>();
  const logged = new Set<string>();
  let metrics = "";
  const isComplete = (): boolean =>
    [...services.values()].some((names) => names.size === 3) &&
    ["gauge", "sum", "histogram", "exponentialHistogram"].every((kind) => metrics.includes(`"${kind}":`)) &&
    ["shop.orders", "shop.stock"].every((name) => metrics.includes(name)) &&
    [...logged].some((id) => spanIds.has(id)) &&
    [...parents].some((id) => spanIds.has(id));
  const complete = Promise.withResolvers<void>();
  const port = await receiver(({ signal, body }) => {
    const text = Buffer.from(toJson(signal, body) ?? "").toString();
    if (signal === "metrics") metrics += text;
    if (signal === "logs") for (const [, id = ""] of text.matchAll(/"spanId":"([0-9a-f]{16})"/g)) logged.add(id);
    if (signal === "traces") {
      for (const { resource, scopeSpans } of Spans.parse(JSON.parse(text)).resourceSpans) {
        const name = JSON.stringify(resource.attributes.find(({ key }) => key === "service.name"));
        for (const span of scopeSpans.flatMap(({ spans }) => spans)) {
          services.set(span.traceId, (services.get(span.traceId) ?? new Set()).add(name));
          spanIds.add(span.spanId);
          if (span.parentSpanId) parents.add(span.parentSpanId);
        }
      }
    }
    if (isComplete()) complete.resolve();
  });
  const { child } = demo(port);
  await complete.promise;
  const exit = once(child, "exit");
  child.kill("SIGINT");
  expect((await exit)[0]).toBe(0);
});

test("Where nobody listens it says so once, in a sentence, and goes on", { timeout: 30_000 }, async () => {
  const port = await receiver(() => {});
  for (const close of closing.splice(0)) close();
  const { child, lines } = demo(port);
  await lines.next();
  const { value } = await lines.next();
  expect(value).toBe(
    `Nobody listens on http://127.0.0.1:${port} (ECONNREFUSED). Start Outspan with npm start; this goes on trying.`,
  );
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  expect((await exit)[0]).toBe(0);
});
