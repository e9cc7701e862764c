// Reads a metrics request back, for the tests of what sources store: every metric with its kind, temporality and points.
import { bytesOf, integerOf, readFields, textOf, type WireField } from "#lib/otlp/wire";

export type StoredMetric = {
  name: string;
  unit: string;
  kind: "gauge" | "sum" | "histogram" | "exponential";
  /** 1 delta, 2 cumulative, 0 = a gauge has none. */
  temporality: number;
  monotonic: boolean;
  points: { attributes: Record<string, string>; value: number; startNano: bigint; timeNano: bigint }[];
};

const kinds = { 5: "gauge", 7: "sum", 9: "histogram", 10: "exponential" } as const;
const attributePlaces = { gauge: 7, sum: 7, histogram: 9, exponential: 1 };

export function storedMetrics(body: Uint8Array): StoredMetric[] {
  return each(body, 1)
    .flatMap((resource) => each(resource, 2))
    .flatMap((scope) => each(scope, 2))
    .map(readMetric);
}

/** Text attributes of a resource, a point, a span: `key` and `value` in field `number`. */
export function textAttributes(message: Uint8Array, number: number): Record<string, string> {
  return Object.fromEntries(
    each(message, number).map((pair) => {
      const value = readFields(each(pair, 2)[0] ?? new Uint8Array()) ?? [];
      const number = value.find((field) => field.number === 3 && field.wire === 0);
      return [textOf(fieldsOf(pair), 1) ?? "", textOf(value, 1) || String(number?.wire === 0 ? number.varint : "")];
    }),
  );
}

/** The messages of a repeated field. */
export function each(message: Uint8Array, number: number): Uint8Array[] {
  return fieldsOf(message).flatMap((field) => (field.number === number && field.wire === 2 ? [field.bytes] : []));
}

export function fieldsOf(message: Uint8Array): WireField[] {
  const fields = readFields(message);
  if (fields === null) throw new Error("Not protobuf");
  return fields;
}

function readMetric(bytes: Uint8Array): StoredMetric {
  const fields = fieldsOf(bytes);
  const [number, kind] = Object.entries(kinds).find(([key]) => bytesOf(fields, Number(key)) !== null) ?? [];
  const data = each(bytes, Number(number))[0];
  if (kind === undefined || data === undefined) throw new Error("A metric of no known kind");
  const temporality = Number(integerOf(fieldsOf(data), 2));
  const points = each(data, 1).map((point) => ({
    attributes: textAttributes(point, attributePlaces[kind]),
    value: valueIn(point, kind),
    startNano: eight(point, 2)?.readBigUInt64LE() ?? 0n,
    timeNano: eight(point, 3)?.readBigUInt64LE() ?? 0n,
  }));
  const monotonic = kind === "sum" && integerOf(fieldsOf(data), 3) === 1n;
  return {
    name: textOf(fields, 1) ?? "",
    unit: textOf(fields, 3) ?? "",
    kind,
    temporality,
    monotonic,
    points,
  };
}

/** Of a histogram its count. */
function valueIn(point: Uint8Array, kind: StoredMetric["kind"]): number {
  const isHistogram = kind === "histogram" || kind === "exponential";
  if (isHistogram) return Number(eight(point, 4)?.readBigUInt64LE() ?? 0n);
  return eight(point, 4)?.readDoubleLE() ?? Number(eight(point, 6)?.readBigInt64LE() ?? Number.NaN);
}

function eight(message: Uint8Array, number: number): Buffer | undefined {
  const found = fieldsOf(message).find((field) => field.number === number && field.wire === 1);
  return found === undefined || found.wire === 0 ? undefined : Buffer.from(found.bytes);
}
