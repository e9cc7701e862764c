// What is said of a test that runs or has ended. Words only.
import type { Certainty, StageName } from "#lib/otlp/report";
import { probeItems } from "./stage-words";

/** While a stage runs: whose move it is. */
export function waitOf(stage: StageName): string {
  const waits: Record<StageName, string> = {
    settings: "Checking the settings",
    dns: "Waiting for the name server",
    tcp: "Waiting for the port to answer",
    proxy: "Waiting for the proxy",
    tls: "Waiting for the TLS handshake",
    token: "Waiting for the token server",
    protocol: "Waiting for an OTLP answer",
    auth: "Waiting for the answer",
    traces: `Waiting for the answer to ${probeItems.traces}`,
    metrics: `Waiting for the answer to ${probeItems.metrics}`,
    logs: `Waiting for the answer to ${probeItems.logs}`,
    sdk: "Waiting for the stock SDK",
  };
  return waits[stage];
}

export const certaintyWords: Record<Certainty, { word: string; dots: 1 | 2 | 3 }> = {
  certain: { word: "Certain", dots: 3 },
  likely: { word: "Likely", dots: 2 },
  possible: { word: "Possible", dots: 1 },
};

/** "41 ms", "1.4 s", "0.4 ms" below one. */
export function formatMs(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms > 0 && ms < 1 ? Math.max(0.1, Math.round(ms * 10) / 10) : Math.round(ms)} ms`;
}
