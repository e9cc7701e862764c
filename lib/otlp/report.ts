// A probe's report as every reader sees it: the stream, the page, the API, openapi.json.
import * as z from "zod";
import { Fix } from "#lib/destination/problem";
import { signals } from "#lib/otlp/signal";

const stageNames = [
  "settings",
  "dns",
  "tcp",
  "proxy",
  "tls",
  "token",
  "protocol",
  "auth",
  "traces",
  "metrics",
  "logs",
  "sdk",
] as const;
export const StageName = z.enum(stageNames);
export type StageName = z.output<typeof StageName>;

export const StageStatus = z.enum(["passed", "warned", "failed", "skipped"]);
export type StageStatus = z.output<typeof StageStatus>;

export const Stage = z.strictObject({
  stage: StageName,
  /** Whose connection this is. */
  signals: z.array(z.enum(signals)),
  status: StageStatus,
  /** From the probe's start, for the trace drawing. */
  startMs: z.number(),
  durationMs: z.number(),
  /** One line: what happened. */
  summary: z.string(),
  /** What was seen. Keys differ by stage; values are plain JSON and never hold a secret. */
  evidence: z.record(z.string(), z.json()),
});
export type Stage = z.output<typeof Stage>;

export const Certainty = z.enum(["certain", "likely", "possible"]);
export type Certainty = z.output<typeof Certainty>;

export const Diagnosis = z.strictObject({
  code: z.string(),
  certainty: Certainty,
  /** Every signal it concerns, no working one. */
  signals: z.array(z.enum(signals)),
  title: z.string(),
  advice: z.string(),
  fix: Fix.nullable(),
});
export type Diagnosis = z.output<typeof Diagnosis>;

export const Verdict = z.enum(["accepted", "warning", "failed"]);
export type Verdict = z.output<typeof Verdict>;

export const Report = z.strictObject({
  id: z.string(),
  verdict: Verdict,
  startedAt: z.string(),
  durationMs: z.number(),
  stages: z.array(Stage),
  diagnosis: z.array(Diagnosis),
});
export type Report = z.output<typeof Report>;

/** One line of the NDJSON stream: stages as they end, then the report. */
export const ProbeEvent = z.union([z.strictObject({ stage: Stage }), z.strictObject({ report: Report })]);
export type ProbeEvent = z.output<typeof ProbeEvent>;
