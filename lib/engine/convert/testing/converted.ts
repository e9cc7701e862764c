// Points on their way through a converter: what comes out, and what is counted.
import { createConverter } from "#lib/engine/convert/temporality";
import {
  metricsRequest,
  type PlainMetric,
  type PlainPoint,
  readMetrics,
} from "#lib/engine/convert/testing/metrics-request";

/** Nothing was dropped. */
export const nothing = { baseline: 0, out_of_order: 0, unconvertible: 0 };
type Converter = ReturnType<typeof createConverter>;

export function send(converter: Converter, metric: PlainMetric, around?: Parameters<typeof metricsRequest>[1]) {
  const converted = converter.convert(metricsRequest([metric], around), 0);
  if (!converted) throw new Error("Not taken for a metrics request");
  return { points: readMetrics(converted.body).flatMap((read) => read.points), tally: converted.tally };
}
export const cumulative = (...points: PlainPoint[]): PlainMetric => ({ type: "sum", temporality: 2, points });
export const delta = (...points: PlainPoint[]): PlainMetric => ({ type: "sum", temporality: 1, points });
export const toDelta = (since = 0n) => createConverter({ to: "delta", since });
export const toCumulative = () => createConverter({ to: "cumulative", since: 0n });
