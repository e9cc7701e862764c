// Runs the built Prometheus and Jaeger, each with the destination that an operator would enter for it. Knows nothing of what is sent.
import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { cleanEnvironment } from "#e2e/environment";
import { freePorts } from "#e2e/interop/free-ports";
import { ended } from "#e2e/outspan";
import type { Destination } from "#lib/destination/schema";

const readyWithinMs = 60_000;

/** `switchedOn` false leaves its OTLP receiver off, as it is unless asked for. */
export async function startPrometheus(binary: string, folder: string, switchedOn = true) {
  const name = switchedOn ? "prometheus" : "prometheus-off";
  const [port] = await freePorts(1);
  const configuration = path.join(folder, `${name}.yaml`);
  writeFileSync(configuration, JSON.stringify({ otlp: { promote_resource_attributes: ["service.name"] } }));
  const child = spawn(
    binary,
    [
      `--config.file=${configuration}`,
      `--storage.tsdb.path=${path.join(folder, name)}`,
      `--web.listen-address=127.0.0.1:${port}`,
      ...(switchedOn ? ["--web.enable-otlp-receiver"] : []),
    ],
    { env: cleanEnvironment(), stdio: ["ignore", "ignore", "pipe"] },
  );
  const url = `http://127.0.0.1:${port}`;
  await answering(child, `${url}/-/ready`);
  const destination: Destination = {
    name: "Prometheus",
    signals: {
      metrics: {
        enabled: true,
        temporality: "cumulative",
        connection: { transport: "http", endpoint: `${url}/api/v1/otlp/v1/metrics` },
      },
    },
  };
  return { url, destination, stop: () => ended(child) };
}

export async function startJaeger(binary: string, folder: string) {
  const [http, grpc, query, queryGrpc] = (await freePorts(4)).map((port) => `127.0.0.1:${port}`);
  const configuration = path.join(folder, "jaeger.json");
  const protocols = { http: { endpoint: http }, grpc: { endpoint: grpc } };
  const stored = { traces: "memory" };
  const written = {
    extensions: {
      jaeger_storage: { backends: { memory: { memory: { max_traces: 1000 } } } },
      jaeger_query: { storage: stored, http: { endpoint: query }, grpc: { endpoint: queryGrpc } },
    },
    receivers: { otlp: { protocols } },
    exporters: { jaeger_storage_exporter: { trace_storage: stored.traces } },
    service: {
      extensions: ["jaeger_storage", "jaeger_query"],
      telemetry: { metrics: { level: "none" } },
      pipelines: { traces: { receivers: ["otlp"], exporters: ["jaeger_storage_exporter"] } },
    },
  };
  writeFileSync(configuration, JSON.stringify(written));
  const child = spawn(binary, ["--config", configuration], {
    env: cleanEnvironment(),
    stdio: ["ignore", "ignore", "pipe"],
  });
  await answering(child, `http://${query}/api/services`);
  const destination: Destination = {
    name: "Jaeger",
    connection: { transport: "grpc", endpoint: `http://${grpc}` },
    signals: { traces: { enabled: true } },
  };
  const overHttp: Destination = { ...destination, connection: { transport: "http", endpoint: `http://${http}` } };
  return { query: `http://${query}`, destination, overHttp, stop: () => ended(child) };
}

async function answering(child: ChildProcess, url: string): Promise<void> {
  let words = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    words = (words + chunk).slice(-4000);
  });
  const deadline = Date.now() + readyWithinMs;
  for (;;) {
    const response = await fetch(url).catch(() => null);
    await response?.body?.cancel();
    if (response?.ok) return;
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${child.spawnfile} is not ready:\n${words}`);
    await wait(100);
  }
}
