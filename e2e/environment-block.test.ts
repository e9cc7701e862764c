// The real consumer: an OpenTelemetry SDK in a process of its own, started with the variables that were written.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { ProbedDestination } from "#lib/destination/schema";
import { writeDestination } from "#lib/format/write";

const program = `
  import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
  import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
  const exporter = new OTLPMetricExporter();
  const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });
  provider.getMeter("sample").createCounter("written_by_outspan").add(1);
  await provider.forceFlush();
  await provider.shutdown();
`;

test("R17 an OpenTelemetry SDK started by a shell with the block delivers: path, headers decoded, gzip, delta", async () => {
  const seen: { url: string | undefined; headers: NodeJS.Dict<string | string[]>; body: Buffer }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    seen.push({ url: request.url, headers: request.headers, body });
    response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  const directory = mkdtempSync(join(tmpdir(), "outspan-sdk-"));
  try {
    const destination: ProbedDestination = {
      connection: {
        transport: "http",
        endpoint: `http://127.0.0.1:${port}/otlp/`,
        headers: [
          { name: "x-api-key", value: "hidden" },
          { name: "x-words", value: 'two words, "quoted"; 100%', secret: false },
        ],
        auth: { type: "bearer", token: "hidden too" },
      },
      signals: { metrics: { enabled: true, temporality: "delta" }, traces: { enabled: true } },
    };
    const { text = "" } = writeDestination(destination, [], "env") ?? {};
    writeFileSync(join(directory, "otel.sh"), text);
    const run = spawn(
      "bash",
      ["--norc", "-c", '. "$0/otel.sh"; exec "$1" --input-type=module -e "$2"', directory, process.execPath, program],
      {
        stdio: ["ignore", "inherit", "inherit"],
        env: { ...process.env, X_API_KEY: "k=1", TOKEN: "t0ken" },
      },
    );
    expect(await once(run, "exit")).toEqual([0, null]);
    const [first] = seen;
    expect(first?.url).toBe("/otlp/v1/metrics");
    expect(first?.headers).toMatchObject({
      "x-api-key": "k=1",
      "x-words": 'two words, "quoted"; 100%',
      authorization: "Bearer t0ken",
      "content-encoding": "gzip",
    });
    expect(gunzipSync(first?.body ?? "").includes("written_by_outspan")).toBe(true);
  } finally {
    server.close();
    rmSync(directory, { recursive: true });
  }
});
