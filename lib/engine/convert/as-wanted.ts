// One record of the log as a destination wants it: inflated, its temporality converted, its encoding changed; each only where
// needed. What goes out and what was dropped are the record's items together, so that the ledger balances.
import type { Encoding } from "#lib/destination/schema";
import type { Converter } from "#lib/engine/convert/temporality";
import { plainBody } from "#lib/engine/deliver/batch";
import type { LogRecord } from "#lib/engine/log/record";
import { scanRequest } from "#lib/otlp/scan";
import type { Signal } from "#lib/otlp/signal";
import { toJson } from "#lib/otlp/to-json";
import { toProtobuf } from "#lib/otlp/to-protobuf";

type Stored = Pick<
  LogRecord,
  "encoding" | "coding" | "bodyBytes" | "body" | "items" | "delta" | "cumulative" | "receivedAtMs"
>;
type AsWanted = {
  /** Not compressed, in the wanted encoding. */
  body: Uint8Array;
  items: number;
  tally: { baseline: number; out_of_order: number; unconvertible: number };
};

const nothingDropped = { baseline: 0, out_of_order: 0, unconvertible: 0 };

/** null = it cannot be read. With a converter: once for a record, in the log's order. */
export async function asWanted(
  signal: Signal,
  record: Stored,
  wanted: { encoding: Encoding },
  converter: Converter | null,
): Promise<AsWanted | null> {
  const body = await plainBody([record]);
  if (!converter || !holdsOther(record, converter.to)) {
    const encoded = inEncoding(signal, body, record.encoding, wanted.encoding);
    return encoded && { body: encoded, items: record.items, tally: nothingDropped };
  }
  const protobuf = inEncoding(signal, body, record.encoding, "protobuf");
  const converted = protobuf && converter.convert(protobuf, record.receivedAtMs);
  if (!converted) return null;
  const items = scanRequest(signal, converted.body)?.items ?? 0;
  const { baseline, out_of_order, unconvertible } = converted.tally;
  // A metric with two kinds of data is counted by its last one, but converted whole: no request that the ledger could tell of.
  if (items + baseline + out_of_order + unconvertible !== record.items) return null;
  const encoded = inEncoding(signal, converted.body, "protobuf", wanted.encoding);
  return encoded && { body: encoded, items, tally: converted.tally };
}

/** Only a request that holds the other kind is decoded (architecture.md §6); null: none is wanted. */
export function holdsOther(
  { delta, cumulative }: Pick<Stored, "delta" | "cumulative">,
  to: Converter["to"] | null,
): boolean {
  return to === "delta" ? cumulative : to === "cumulative" && delta;
}

function inEncoding(signal: Signal, body: Uint8Array, is: Encoding, wanted: Encoding): Uint8Array | null {
  if (is === wanted) return body;
  return wanted === "json" ? toJson(signal, body) : toProtobuf(signal, body);
}
