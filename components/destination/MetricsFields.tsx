"use client";
// How metrics are sent: temporality, interval, histograms.
import { Select } from "#components/ui/Select";
import { TextField } from "#components/ui/TextField";
import type { Histograms, Temporality } from "#lib/destination/schema";
import { useDraftField } from "./editor-context";

const temporalities = [
  { value: "cumulative", label: "Cumulative" },
  { value: "delta", label: "Delta" },
  { value: "lowmemory", label: "Low memory" },
];
const histograms = [
  { value: "explicit", label: "Explicit buckets" },
  { value: "exponential", label: "Exponential" },
];
const temporalityHints: Record<Temporality, string> = {
  cumulative: "Each point counts from the start. What Prometheus, Grafana and most stores expect.",
  delta: "Each point counts since the one before. Gauges and up-down counters stay as they are.",
  lowmemory: "Delta for counters and histograms, cumulative where delta would need memory in the sender.",
};

export function MetricsFields() {
  const temporality = useDraftField<Temporality>("signals.metrics.temporality");
  const interval = useDraftField<string>("signals.metrics.interval");
  const histogram = useDraftField<Histograms>("signals.metrics.histograms");
  return (
    <div className="grid gap-2">
      <div className="grid grid-cols-3 items-start gap-4 max-rail:grid-cols-1">
        <Select
          {...temporality.control}
          {...temporality.message}
          label="Temporality"
          onChange={(event) => temporality.set(event.target.value as Temporality)}
          options={temporalities}
          value={temporality.value}
        />
        <TextField
          {...interval.control}
          {...interval.message}
          isCode
          label="Interval"
          onChange={(event) => interval.set(event.target.value)}
          value={interval.value}
        />
        <Select
          {...histogram.control}
          {...histogram.message}
          label="Histograms"
          onChange={(event) => histogram.set(event.target.value as Histograms)}
          options={histograms}
          value={histogram.value}
        />
      </div>
      <p className="text-13 text-pretty text-ink-3">{temporalityHints[temporality.value]}</p>
      <p className="text-13 text-pretty text-ink-3">
        Interval: how often the sources Container and Self are measured. What applications send passes as it comes.
      </p>
    </div>
  );
}
