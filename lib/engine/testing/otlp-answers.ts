// What receivers of these tests answer about items, byte by byte, and what metrics they were sent. Written without the product's
// own readers of answers.
import { gunzipSync } from "node:zlib";
import type { Seen } from "#lib/engine/testing/receivers";
import { toJson } from "#lib/otlp/to-json";
import { concat, writeDelimited, writeKey, writeVarint } from "#lib/otlp/wire";

const protobuf = "application/x-protobuf";
const number = (field: number, value: number) => concat([writeKey(field, 0), writeVarint(value)]);
const said = (field: number, value: string) => writeDelimited(field, Buffer.from(value));

/** An export response with a partial success. */
export function partialBody(rejected: number, message: string): Uint8Array {
  return writeDelimited(1, concat([number(1, rejected), said(2, message)]));
}

export function partialAnswer(rejected: number, message: string) {
  return { status: 200, type: protobuf, body: partialBody(rejected, message) };
}

/** google.rpc.Status, with RetryInfo where a wait is given. */
export function statusBody(code: number, message: string, waitSeconds?: number): Uint8Array {
  const info = () => {
    const delay = writeDelimited(1, number(1, waitSeconds ?? 0));
    return writeDelimited(3, concat([said(1, "type.googleapis.com/google.rpc.RetryInfo"), writeDelimited(2, delay)]));
  };
  return concat([number(1, code), said(2, message), ...(waitSeconds === undefined ? [] : [info()])]);
}

export function statusAnswer(status: number, message: string, code = 3) {
  return { status, type: protobuf, body: statusBody(code, message) };
}

type Metric = { name: string; sum?: Kept; histogram?: Kept; exponentialHistogram?: Kept; gauge?: unknown };
type Kept = { aggregationTemporality: number };
type Got = { name: string; kind: "gauge" | "sum" | "histogram" | "exponentialHistogram"; temporality: number };

/** The metrics in a request: 1 is delta, 2 cumulative, 0 what has neither. */
export function metricsIn(body: Uint8Array): Got[] {
  const json = JSON.parse(Buffer.from(toJson("metrics", body) ?? "{}").toString());
  const metrics: Metric[] = (json.resourceMetrics ?? []).flatMap(
    (resource: { scopeMetrics: { metrics: Metric[] }[] }) => resource.scopeMetrics.flatMap((scope) => scope.metrics),
  );
  return metrics.map(({ name, ...data }) => {
    const kind = (["sum", "histogram", "exponentialHistogram"] as const).find((one) => data[one] !== undefined);
    return { name, kind: kind ?? "gauge", temporality: (kind && data[kind]?.aggregationTemporality) ?? 0 };
  });
}

/** Of an HTTP request, uncompressed. */
export function plainBody({ body, headers }: Seen): Buffer {
  return headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
}
