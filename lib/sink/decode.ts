// An OTLP request as plain OTLP JSON, whichever encoding it came in: protobuf is read by the field table below, which
// holds what the sink prints and no more. Knows no socket and no layout.
import { readFields, type WireField } from "#lib/otlp/wire";

type Kind = "text" | "hex" | "bool" | "integer" | "fixed64" | "double" | "sint32" | Table;
type Table = { [number: number]: { name: string; kind: Kind | (() => Kind); repeated?: true } };

const any: Table = {
  1: { name: "stringValue", kind: "text" },
  2: { name: "boolValue", kind: "bool" },
  3: { name: "intValue", kind: "integer" },
  4: { name: "doubleValue", kind: "double" },
  5: { name: "arrayValue", kind: () => ({ 1: { name: "values", kind: any, repeated: true } }) },
  6: { name: "kvlistValue", kind: () => ({ 1: attributes("values") }) },
  7: { name: "bytesValue", kind: "hex" },
};
const keyValue: Table = { 1: { name: "key", kind: "text" }, 2: { name: "value", kind: any } };

function attributes(name = "attributes"): Table[number] {
  return { name, kind: keyValue, repeated: true };
}

const times: Table = {
  2: { name: "startTimeUnixNano", kind: "fixed64" },
  3: { name: "timeUnixNano", kind: "fixed64" },
};
const counted: Table = { ...times, 4: { name: "count", kind: "fixed64" }, 5: { name: "sum", kind: "double" } };
const numberPoint: Table = {
  ...times,
  4: { name: "asDouble", kind: "double" },
  6: { name: "asInt", kind: "fixed64" },
  7: attributes(),
};

function data(point: Table): Table {
  return {
    1: { name: "dataPoints", kind: point, repeated: true },
    2: { name: "aggregationTemporality", kind: "integer" },
    3: { name: "isMonotonic", kind: "bool" },
  };
}

const span: Table = {
  1: { name: "traceId", kind: "hex" },
  2: { name: "spanId", kind: "hex" },
  5: { name: "name", kind: "text" },
  6: { name: "kind", kind: "integer" },
  7: { name: "startTimeUnixNano", kind: "fixed64" },
  8: { name: "endTimeUnixNano", kind: "fixed64" },
  9: attributes(),
};
const metric: Table = {
  1: { name: "name", kind: "text" },
  3: { name: "unit", kind: "text" },
  5: { name: "gauge", kind: data(numberPoint) },
  7: { name: "sum", kind: data(numberPoint) },
  9: { name: "histogram", kind: data({ ...counted, 9: attributes() }) },
  10: {
    name: "exponentialHistogram",
    kind: data({ ...counted, 1: attributes(), 6: { name: "scale", kind: "sint32" } }),
  },
  11: { name: "summary", kind: data({ ...counted, 7: attributes() }) },
};
const logRecord: Table = {
  1: { name: "timeUnixNano", kind: "fixed64" },
  2: { name: "severityNumber", kind: "integer" },
  3: { name: "severityText", kind: "text" },
  5: { name: "body", kind: any },
  6: attributes(),
};

function request(resourceItems: string, scopeItems: string, items: string, item: Table): Table {
  const scope: Table = { 2: { name: items, kind: item, repeated: true } };
  const resource: Table = {
    1: { name: "resource", kind: { 1: attributes() } },
    2: { name: scopeItems, kind: scope, repeated: true },
  };
  return { 1: { name: resourceItems, kind: resource, repeated: true } };
}

const requests = {
  traces: request("resourceSpans", "scopeSpans", "spans", span),
  metrics: request("resourceMetrics", "scopeMetrics", "metrics", metric),
  logs: request("resourceLogs", "scopeLogs", "logRecords", logRecord),
};

/** OTLP JSON of a protobuf export request; null = the bytes are no protobuf. */
export function decodeRequest(signal: keyof typeof requests, body: Uint8Array): unknown {
  return decodeMessage(body, requests[signal]);
}

function decodeMessage(bytes: Uint8Array, table: Table): Record<string, unknown> | null {
  const fields = readFields(bytes);
  if (!fields) return null;
  const message: Record<string, unknown> = {};
  for (const field of fields) {
    const row = table[field.number];
    if (!row) continue;
    const value = decodeValue(field, typeof row.kind === "function" ? row.kind() : row.kind);
    if (value === null) return null;
    if (!row.repeated) message[row.name] = value;
    else message[row.name] = [...((message[row.name] as unknown[] | undefined) ?? []), value];
  }
  return message;
}

function decodeValue(field: WireField, kind: Kind): unknown {
  if (field.wire === 0) {
    if (kind === "bool") return field.varint !== 0n;
    if (kind === "integer") return BigInt.asIntN(64, field.varint).toString();
    // Zigzag: the lowest bit is the sign.
    return kind === "sint32" ? Number((field.varint >> 1n) ^ -(field.varint & 1n)) : null;
  }
  const view = new DataView(field.bytes.buffer, field.bytes.byteOffset, field.bytes.byteLength);
  if (field.wire === 1) {
    if (kind === "double") return view.getFloat64(0, true);
    return kind === "fixed64" ? view.getBigInt64(0, true).toString() : null;
  }
  if (field.wire === 5) return null;
  if (kind === "text") return new TextDecoder().decode(field.bytes);
  if (kind === "hex") return Buffer.from(field.bytes).toString("hex");
  return typeof kind === "object" ? decodeMessage(field.bytes, kind) : null;
}
