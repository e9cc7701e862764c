// What each stage is called and what it will check. Words only.
import type { StageName } from "#lib/otlp/report";
import { type Signal, signalFacts } from "#lib/otlp/signal";

export const stageLabels: Record<StageName, string> = {
  settings: "Settings",
  dns: "DNS",
  tcp: "TCP",
  proxy: "Proxy",
  tls: "TLS",
  token: "Token",
  protocol: "Protocol",
  auth: "Auth",
  traces: "Traces",
  metrics: "Metrics",
  logs: "Logs",
  sdk: "SDK",
};

/** What one test sends for each signal. */
export const probeItems: Record<Signal, string> = { traces: "1 span", metrics: "3 data points", logs: "1 log record" };

/** "Traces", "Traces and Logs", "Traces, Metrics and Logs". */
export function joinWords(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

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
    token: "token is given",
    protocol: sending.transport === "grpc" ? "it speaks OTLP over gRPC" : "it is an OTLP receiver",
    auth: "credentials are taken",
    traces: probeItems.traces,
    metrics: `${probeItems.metrics}, as ${sending.temporality}`,
    logs: probeItems.logs,
    sdk: "stock SDK, same settings",
  };
  return promises[stage];
}

export function listSignals(whose: readonly Signal[]): string {
  return whose.map((signal) => signalFacts[signal].label).join(", ");
}
