// What is said of a test that runs or has ended. Words only.
import type { Certainty, StageName } from "#lib/otlp/report";

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
