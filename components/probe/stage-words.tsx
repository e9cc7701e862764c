// What each stage is called, what it will check and what it waits for. Words only.
import type { Certainty, StageName } from "#lib/otlp/report";
import { type Signal, signalFacts } from "#lib/otlp/signal";

export const stageLabels: Record<StageName, string> = {
  settings: "Settings",
  dns: "DNS",
  tcp: "TCP",
  proxy: "Proxy",
  tls: "TLS",
  protocol: "Protocol",
  auth: "Auth",
  traces: "Traces",
  metrics: "Metrics",
  logs: "Logs",
  sdk: "SDK",
};

export type Sending = {
  transport: "http" | "grpc";
  temporality: string;
  ownCa: boolean;
  skipVerify: boolean;
};

/** Before a test: what the stage will look at. */
export function promiseOf(stage: StageName, sending: Sending): string {
  const tls = sending.skipVerify ? "encrypted, not verified" : "certificate, days left";
  const promises: Record<StageName, string> = {
    settings: "URLs, headers, format",
    dns: "name resolves",
    tcp: "port answers",
    proxy: "proxy opens the way",
    tls: sending.ownCa && !sending.skipVerify ? "your CA, days left" : tls,
    protocol: sending.transport === "grpc" ? "it speaks OTLP over gRPC" : "it is an OTLP receiver",
    auth: "credentials are taken",
    traces: "1 span",
    metrics: `3 metrics, as ${sending.temporality}`,
    logs: "1 log record",
    sdk: "stock SDK, same settings",
  };
  return promises[stage];
}

/** While a stage runs: whose move it is. */
export function waitOf(stage: StageName): string {
  const waits: Record<StageName, string> = {
    settings: "Checking the settings",
    dns: "Waiting for the name server",
    tcp: "Waiting for the port to answer",
    proxy: "Waiting for the proxy",
    tls: "Waiting for the TLS handshake",
    protocol: "Waiting for an OTLP answer",
    auth: "Waiting for the answer",
    traces: "Waiting for the answer to 1 span",
    metrics: "Waiting for the answer to the metrics",
    logs: "Waiting for the answer to 1 log record",
    sdk: "Waiting for the stock SDK",
  };
  return waits[stage];
}

export const certaintyWords: Record<Certainty, { word: string; dots: 1 | 2 | 3 }> = {
  certain: { word: "Certain", dots: 3 },
  likely: { word: "Likely", dots: 2 },
  possible: { word: "Possible", dots: 1 },
};

export function listSignals(whose: readonly Signal[]): string {
  return whose.map((signal) => signalFacts[signal].label).join(", ");
}

/** "Traces", "Traces and Logs", "Traces, Metrics and Logs". */
export function joinWords(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** "41 ms", "1.4 s", "0.4 ms" below one. */
export function formatMs(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms > 0 && ms < 1 ? Math.max(0.1, Math.round(ms * 10) / 10) : Math.round(ms)} ms`;
}
