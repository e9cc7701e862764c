// Metrics requests from cumulative to delta and back (R13.*): bytes in; bytes and the count of what could not go out.
// Gauges, summaries, up-down counters and what has the wanted temporality already pass as they came (R12.1, R13.5); what
// is not changed is copied, unknown fields too. Deterministic: the same records in order give the same answers and state.
// A stream's order is its points' own time, never ours: a gap is spanned by one delta (R13.9), but begins a total anew with its
// own start (R13.12), for what was not reported is not zero. A point dated ahead is taken; what is dated before it is then out of
// order, until time has come there or the stream was forgotten.
import { kinds, layouts, type Point, readPoint, writePoint } from "#lib/engine/convert/metric-point";
import { type Reason, toCumulative, toDelta } from "#lib/engine/convert/point-steps";
import {
  attributesIdentity,
  metricIdentity,
  resourceIdentity,
  scopeIdentity,
  sized,
} from "#lib/engine/convert/stream-identity";
import { type Bounds, createStreams, readSnapshot, type Streams, writeSnapshot } from "#lib/engine/convert/streams";
import { createWriter, type WireWriter } from "#lib/engine/convert/wire-writer";
import { contentOf, readSlices, type Slice, varintOf } from "#lib/otlp/slices";

type Tally = Record<Reason, number>;
type Converted = { body: Uint8Array; tally: Tally };
export type Converter = {
  to: To;
  /** Once for a record, in log order. `null` = no metrics request: the state is as before. */
  convert(body: Uint8Array, receivedAtMs: number): Converted | null;
  snapshot(): Uint8Array;
};
type To = "delta" | "cumulative";
/** `since`: nanoseconds since 1970 at which this conversion began (R13.8). */
type Settings = { to: To; since: bigint } & Partial<Bounds>;

const usualBounds: Bounds = { maxBytes: 64 * 1024 * 1024, staleMs: 60 * 60 * 1000 };

export function createConverter({ to, since, ...bounds }: Settings): Converter {
  return converter(to, since, createStreams({ ...usualBounds, ...bounds }));
}

/** `null` = the snapshot cannot be read. */
export function restoreConverter(bytes: Uint8Array, bounds: Partial<Bounds> = {}): Converter | null {
  const state = readSnapshot(bytes);
  return state && converter(state.to, state.since, createStreams({ ...usualBounds, ...bounds }, state.streams));
}

function converter(to: To, since: bigint, streams: Streams): Converter {
  return {
    to,
    convert(body, receivedAtMs) {
      const request = readRequest(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
      if (!request) return null;
      streams.sweep(receivedAtMs);
      const tally: Tally = { baseline: 0, out_of_order: 0, unconvertible: 0 };
      const writer = createWriter(body.length + 64);
      const run: Run = { to, since, streams, writer, tally, receivedAtMs };
      writeLevel(run, request);
      return { body: writer.written(), tally };
    },
    snapshot: () => writeSnapshot({ version: 1, to, since, streams: streams.snapshot() }),
  };
}

type Run = { to: To; since: bigint; streams: Streams; writer: WireWriter; tally: Tally; receivedAtMs: number };

/** A message some of whose fields are read further: `children` has, for each field, its message or nothing. */
type Level = { bytes: Uint8Array; fields: Slice[]; children: (Level | Metric | null)[]; metric?: never };
/** A metric's data; the metric's other fields are the level's above it. */
type Metric = {
  bytes: Uint8Array;
  fields: Slice[];
  metric: { stream: string; kind: Point["kind"]; monotonic: boolean };
};

type Reader = (bytes: Uint8Array) => Level | Metric | null;

/** All levels above the points are read before the first point counts: half a request changes no state. */
function readRequest(body: Uint8Array): Level | null {
  return readLevel(body, 1, () => (resource) => {
    return readLevel(resource, 2, (fields) => {
      const owner = resourceIdentity(contentOf(resource, fields, 1));
      return owner === null ? null : (scope) => readScope(scope, owner);
    });
  });
}

function readScope(scope: Uint8Array, owner: string): Level | null {
  return readLevel(scope, 2, (fields) => {
    const identity = scopeIdentity(contentOf(scope, fields, 1));
    return identity === null ? null : (metric) => readMetric(metric, sized([owner, identity]));
  });
}

function readMetric(metric: Uint8Array, owner: string): Level | null {
  const fields = readSlices(metric, 0, metric.length);
  if (!fields) return null;
  const children: (Metric | null)[] = [];
  for (const field of fields) {
    const kind = field.wire === 2 ? kinds[field.number] : undefined;
    const data = kind ? readSlices(metric, field.value, field.end) : [];
    if (!data) return null;
    const monotonic = kind !== "number" || varintOf(data, 3) !== 0;
    const stream = kind ? owner + metricIdentity(metric, fields, field.number, monotonic) : "";
    children.push(kind ? { bytes: metric, fields: data, metric: { stream, kind, monotonic } } : null);
  }
  return { bytes: metric, fields, children };
}

/** `inner` is asked once for the message's own part of the identity, which may stand after the children. */
function readLevel(bytes: Uint8Array, number: number, inner: (fields: Slice[]) => Reader | null): Level | null {
  const fields = readSlices(bytes, 0, bytes.length);
  const reader = fields && inner(fields);
  if (!fields || !reader) return null;
  const children: (Level | Metric | null)[] = [];
  for (const field of fields) {
    const isChild = field.number === number && field.wire === 2;
    const child = isChild ? reader(bytes.subarray(field.value, field.end)) : null;
    if (isChild && !child) return null;
    children.push(child);
  }
  return { bytes, fields, children };
}

/** False = everything that was below it is gone, so it goes too. What came empty stays. */
function writeLevel(run: Run, level: Level): boolean {
  let kept = 0;
  let gone = 0;
  for (const [index, field] of level.fields.entries()) {
    const child = level.children[index];
    if (!child) {
      run.writer.copy(level.bytes, field.from, field.end);
      continue;
    }
    const mark = run.writer.open(field.number);
    if (child.metric ? writeData(run, child, child.metric) : writeLevel(run, child)) {
      run.writer.close(mark, field.number);
      kept += 1;
    } else {
      run.writer.back(mark);
      gone += 1;
    }
  }
  return kept > 0 || gone === 0;
}

/** aggregation_temporality: 1 delta, 2 cumulative (R5.3). */
const wireTemporality = { delta: 1, cumulative: 2 };

function writeData(run: Run, data: Metric, { stream, kind, monotonic }: Metric["metric"]): boolean {
  const other = run.to === "delta" ? wireTemporality.cumulative : wireTemporality.delta;
  const changes = varintOf(data.fields, 2) === other && (monotonic || run.to === "cumulative");
  let kept = 0;
  let gone = 0;
  for (const field of data.fields) {
    if (!changes || (field.number !== 1 && field.number !== 2)) run.writer.copy(data.bytes, field.from, field.end);
    else if (field.number === 1 && field.wire === 2) {
      if (writeConverted(run, data.bytes, field, { stream, kind, monotonic })) kept += 1;
      else gone += 1;
    }
  }
  if (changes) run.writer.integer(2, wireTemporality[run.to]);
  return kept > 0 || gone === 0;
}

function writeConverted(run: Run, bytes: Uint8Array, place: Slice, metric: Metric["metric"]): boolean {
  const fields = readSlices(bytes, place.value, place.end);
  const emit = fields ? emitted(run, bytes, fields, metric) : "unconvertible";
  if (emit === "as it came") run.writer.copy(bytes, place.from, place.end);
  else if (typeof emit === "string") run.tally[emit] += 1;
  else if (fields) {
    const mark = run.writer.open(1);
    writePoint(run.writer, bytes, fields, emit);
    run.writer.close(mark, 1);
  }
  return emit === "as it came" || typeof emit !== "string";
}

function emitted(
  run: Run,
  bytes: Uint8Array,
  fields: Slice[],
  metric: Metric["metric"],
): Point | Reason | "as it came" {
  const { streams } = run;
  const layout = layouts[metric.kind];
  const attributes = attributesIdentity(bytes, fields, layout.attributes);
  if (attributes === null) return "unconvertible";
  // NO_RECORDED_VALUE: the series ends here (R13.13); the mark itself is passed on.
  if (varintOf(fields, layout.flags) % 2 === 1) {
    streams.forget(metric.stream, attributes);
    return "as it came";
  }
  const point = readPoint(bytes, fields, metric.kind);
  if (!point || (point.kind === "number" && metric.monotonic && point.value < 0)) return "unconvertible";
  const previous = streams.last(metric.stream, attributes);
  const forgotten = streams.forgottenUntil();
  const since = forgotten > run.since ? forgotten : run.since;
  const step = run.to === "delta" ? toDelta(previous, point, since) : toCumulative(previous, point);
  if (step.keep && !streams.keep(metric.stream, attributes, step.keep, run.receivedAtMs)) return "unconvertible";
  return step.emit === point ? "as it came" : step.emit;
}
