// The Collector settings that Outspan writes, given to the real Collector: it takes each of them, and what runs with them sends what the
// destination would, to the header.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingHttpHeaders, Server } from "node:http";
import type { Http2Server } from "node:http2";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { issue, makeAuthority } from "#e2e/certificates";
import { cleanEnvironment } from "#e2e/environment";
import { output } from "#e2e/interop/build-once";
import { oddValues, writtenDestinations } from "#e2e/interop/exported-collector-cases";
import { freePorts } from "#e2e/interop/free-ports";
import { ended } from "#e2e/outspan";
import { base64 } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
import type { Exported } from "#lib/format/exported";
import { writeDestination } from "#lib/format/write";
import { type Signal, signalFacts, signals } from "#lib/otlp/signal";
import { grpcReceiver } from "#lib/sink/grpc-receiver";
import { httpReceiver } from "#lib/sink/http-receiver";

type Check = { title: string; run: () => Promise<void> };
type Values = Record<string, string>;

const seenWithinMs = 10_000;
const on = { enabled: true };

export function exportedCollectorChecks(binary: string): Check[] {
  return [
    ...writtenDestinations().map(({ what, destination }) => ({
      title: `the Collector takes the settings written for ${what}`,
      run: () => inFolder((folder) => validate(binary, folder, destination)),
    })),
    {
      title: "a Collector with written settings sends over HTTP and gRPC with the destination's headers",
      run: () => inFolder((folder) => sendsHeaders(binary, folder)),
    },
    {
      title: "a Collector with written settings trusts the destination's authority and shows its certificate",
      run: () => inFolder((folder) => sendsSecured(binary, folder)),
    },
  ];
}

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "outspan-exported-"));
  try {
    await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write(destination: ProbedDestination): Exported {
  const exported = writeDestination(destination, [], "collector");
  assert.ok(exported);
  return exported;
}

async function validate(binary: string, folder: string, destination: ProbedDestination): Promise<void> {
  const { text, fill } = write(destination);
  const file = path.join(folder, "collector.yaml");
  writeFileSync(file, text);
  const { clientKey = "" } = destination.connection?.tls ?? {};
  const values = fill.map(({ name }): [string, string] => [
    name,
    name === "CLIENT_KEY" ? (clientKey ?? "") : "0123 $X: y",
  ]);
  await output(binary, ["validate", "--config", file], folder, { ...Object.fromEntries(values), ...withoutMachine });
}

/** The signing extension looks for keys as it is validated: here, not at the machine's metadata address. */
const withoutMachine = {
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "secret",
};

/** Runs while `use` does; its receiver listens on the port that `use` gets. */
async function withCollector(
  { binary, folder, text, values }: { binary: string; folder: string; text: string; values: Values },
  use: (port: number) => Promise<void>,
): Promise<void> {
  const [http = 0, grpc = 0] = await freePorts(2);
  const file = path.join(folder, "collector.yaml");
  const moved = text.replace("localhost:4318", `localhost:${http}`).replace("localhost:4317", `localhost:${grpc}`);
  // Its own metrics would take a port of everyone's.
  writeFileSync(file, moved.replace("\nservice:\n", "\nservice:\n  telemetry: { metrics: { level: none } }\n"));
  const child = spawn(binary, ["--config", file], {
    env: cleanEnvironment(values),
    stdio: ["ignore", "ignore", "pipe"],
  });
  let printed = "";
  child.stderr.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
  });
  try {
    const deadline = Date.now() + 30_000;
    while (!printed.includes("Everything is ready")) {
      assert.ok(child.exitCode === null && Date.now() < deadline, `the Collector did not start:\n${printed}`);
      await wait(50);
    }
    await use(http);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${printed.slice(-2000)}`);
  } finally {
    await ended(child);
  }
}

const now = () => `${Date.now()}000000`;

function itemOf(signal: Signal): object {
  const id = { traceId: "5b8efff798038103d269b633813fc60c", spanId: "eee19b7ec3c1b174" };
  if (signal === "traces") {
    const span = { ...id, name: "exported", kind: 1, startTimeUnixNano: now(), endTimeUnixNano: now() };
    return { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
  }
  if (signal === "logs") {
    return {
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: now(), body: { stringValue: "exported" } }] }] }],
    };
  }
  const gauge = { dataPoints: [{ asDouble: 1, timeUnixNano: now() }] };
  return { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: "exported", gauge }] }] }] };
}

async function sendAll(port: number): Promise<void> {
  for (const signal of signals) {
    const response = await fetch(`http://127.0.0.1:${port}${signalFacts[signal].path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(itemOf(signal)),
    });
    assert.equal(response.status, 200, await response.text());
  }
}

async function listening(server: Server | Http2Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function until(isDone: () => boolean, told: () => string): Promise<void> {
  const deadline = Date.now() + seenWithinMs;
  while (!isDone()) {
    assert.ok(Date.now() < deadline, told());
    await wait(20);
  }
}

/** Received requests, as their path and headers. */
type Seen = { path: string; headers: IncomingHttpHeaders };

async function sendsHeaders(binary: string, folder: string): Promise<void> {
  const printed: string[] = [];
  const seen: Seen[] = [];
  const http = httpReceiver(({ signal }) => printed.push(signal));
  const grpc = grpcReceiver(({ signal }) => printed.push(signal));
  http.prependListener("request", ({ url = "", headers }) => seen.push({ path: url, headers }));
  grpc.prependListener("stream", (_: unknown, headers: IncomingHttpHeaders) => {
    seen.push({ path: String(headers[":path"]), headers });
  });
  const [httpPort, grpcPort] = [await listening(http), await listening(grpc)];
  const values = { API_KEY: '0123 $Y: "z" #', PASSWORD: "p@ss $Z: 'w'", LOGS_TOKEN: "yes" };
  const { text } = write({
    name: "Written",
    connection: {
      transport: "http",
      endpoint: `http://127.0.0.1:${httpPort}`,
      headers: [
        { name: "api-key", value: "stored" },
        ...oddValues.map((value, at) => ({ name: `X-Odd-${at}`, value, secret: false })),
      ],
      auth: { type: "basic", username: "$me", password: "stored" },
    },
    signals: {
      traces: on,
      metrics: { ...on, connection: { compression: "none", headers: [{ name: "x-m", value: "~", secret: false }] } },
      logs: {
        ...on,
        connection: {
          transport: "grpc",
          endpoint: `http://127.0.0.1:${grpcPort}`,
          headers: [],
          auth: { type: "bearer", token: "stored" },
        },
      },
    },
  });
  try {
    await withCollector({ binary, folder, text, values }, async (port) => {
      await sendAll(port);
      await until(
        () => printed.length >= 3,
        () => `arrived: ${printed.join()}`,
      );
    });
  } finally {
    http.close();
    grpc.close();
  }
  const at = (part: string) => seen.find((one) => one.path.includes(part))?.headers ?? {};
  const basic = `Basic ${base64(`$me:${values.PASSWORD}`)}`;
  assert.deepEqual([...printed].sort(), [...signals].sort());
  assert.equal(at("/v1/traces")["api-key"], values.API_KEY);
  for (const [nth, value] of oddValues.entries()) assert.equal(at("/v1/traces")[`x-odd-${nth}`], value);
  assert.equal(at("/v1/traces").authorization, basic);
  assert.equal(at("/v1/traces")["content-encoding"], "gzip");
  assert.equal(at("/v1/metrics")["x-m"], "~");
  assert.equal(at("/v1/metrics").authorization, basic);
  assert.equal(at("/v1/metrics")["api-key"], undefined);
  assert.equal(at("/v1/metrics")["content-encoding"], undefined);
  assert.equal(at("LogsService").authorization, "Bearer yes");
}

async function sendsSecured(binary: string, folder: string): Promise<void> {
  const authority = makeAuthority("Outspan export authority");
  const server = issue(authority, "localhost", { names: ["otlp.internal"] });
  const client = issue(authority, "outspan", { usage: "client" });
  let arrived = 0;
  const receiver = createServer(
    { ...server, ca: authority.cert, requestCert: true, rejectUnauthorized: true },
    (request, response) => {
      request.resume().on("end", () => {
        arrived += 1;
        response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
      });
    },
  );
  const port = await listening(receiver);
  const { text, fill } = write({
    name: "Secured",
    connection: {
      transport: "http",
      endpoint: `https://127.0.0.1:${port}`,
      tls: { ca: authority.cert, clientCert: client.cert, clientKey: client.key, serverName: "otlp.internal" },
    },
    signals: { traces: on, metrics: on, logs: on },
  });
  const [key] = fill;
  assert.ok(key);
  try {
    await withCollector({ binary, folder, text, values: { [key.name]: client.key } }, async (at) => {
      await sendAll(at);
      await until(
        () => arrived >= 3,
        () => `${arrived} of 3 arrived`,
      );
    });
  } finally {
    receiver.close();
  }
}
