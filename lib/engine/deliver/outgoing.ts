// Makes the request of a batch: passed on as it came, joined, or changed to what the destination wants. Temporality is converted
// once for a record, in the log's order: what was made is kept with the batch until it is settled.
import { asWanted, holdsOther } from "#lib/engine/convert/as-wanted";
import { makeRequest, pack, type Request, type Wanted } from "#lib/engine/deliver/batch";
import type { Conversion } from "#lib/engine/deliver/conversion";
import type { LaneQueue } from "#lib/engine/deliver/lane-queue";
import type { LaneSettings } from "#lib/engine/deliver/lane-settings";
import type { Made, QueuedBatch } from "#lib/engine/deliver/queued-batch";
import type { LogRecord } from "#lib/engine/log/record";
import type { Signal } from "#lib/otlp/signal";
import { toJson } from "#lib/otlp/to-json";
import { concat } from "#lib/otlp/wire";

export type Rendered = Request;

export type Outgoing = {
  /**
   * One request at a time then, in order: since the first record that holds the other temporality. `waiting` may have it; so may
   * a batch that is to be read again.
   */
  isConverting(settings: Pick<LaneSettings, "temporality">, queue: Pick<LaneQueue, "again" | "reader">): boolean;
  render(batch: QueuedBatch, settings: LaneSettings): Promise<Rendered>;
  /** The batch as one protobuf request, uncompressed, to be cut; null: it cannot be read. */
  protobuf(batch: QueuedBatch): Promise<Uint8Array | null>;
  /** All before the position is settled; `isQuiet`: nothing is made and not settled. */
  settled(lowWater: number, isQuiet: boolean): void;
};

export function createOutgoing(signal: Signal, conversion: Conversion | null): Outgoing {
  let hasConverted = false;
  const isConverting: Outgoing["isConverting"] = ({ temporality }, { again, reader }) => {
    if (conversion === null || temporality === null) return false;
    hasConverted ||= conversion.hasState() || reader.waiting().some((record) => holdsOther(record, temporality));
    return hasConverted || again.length > 0;
  };

  async function made(records: readonly LogRecord[], to: "delta" | "cumulative" | null): Promise<Made> {
    const converter = to === null || conversion === null ? null : await conversion.converter(to);
    const bodies: Uint8Array[] = [];
    const dropped: Made["dropped"] = {};
    let items = 0;
    for (const record of records) {
      const wanted = await asWanted(signal, record, { encoding: "protobuf" }, converter);
      if (wanted === null) {
        dropped.unconvertible = (dropped.unconvertible ?? 0) + record.items;
        continue;
      }
      bodies.push(wanted.body);
      items += wanted.items;
      for (const reason of ["baseline", "out_of_order", "unconvertible"] as const) {
        if (wanted.tally[reason] > 0) dropped[reason] = (dropped[reason] ?? 0) + wanted.tally[reason];
      }
    }
    return { body: concat(bodies), items, dropped, share: null };
  }

  /** JSON is written anew for every try: what is kept is protobuf. */
  async function written({ body, items }: Made, { encoding, compression }: Wanted): Promise<Rendered> {
    if (encoding === "protobuf") return pack(body, items, compression);
    const json = toJson(signal, body);
    if (json === null) throw new Error("What was made as protobuf cannot be read");
    return pack(json, items, compression);
  }

  return {
    isConverting,
    async render(batch, { connection, temporality }) {
      const wanted: Wanted = {
        encoding: connection?.encoding ?? "protobuf",
        compression: connection?.compression ?? "gzip",
      };
      const records = batch.records ?? [];
      const converts = conversion !== null && records.some((record) => holdsOther(record, temporality));
      if (batch.made === null && converts) {
        try {
          batch.made = await made(records, temporality);
        } catch (error) {
          // Some of its records may have moved the state: it is taken up again as it was before.
          conversion.rewind();
          throw error;
        }
      }
      if (batch.made !== null) return written(batch.made, wanted);
      if (isJoined(records, wanted)) return makeRequest(records, wanted);
      const changed = await made(records, null);
      if (Object.keys(changed.dropped).length > 0) batch.made = changed;
      return written(changed, wanted);
    },
    async protobuf(batch) {
      if (batch.made !== null) return batch.made.body;
      const { body, dropped } = await made(batch.records ?? [], null);
      return Object.keys(dropped).length > 0 ? null : body;
    },
    settled(lowWater, isQuiet) {
      if (isQuiet) conversion?.settled(lowWater);
    },
  };
}

/** JSON is passed on, but two of it are no JSON. */
function isJoined(records: readonly LogRecord[], { encoding }: Wanted): boolean {
  return records.every((record) => record.encoding === encoding) && (encoding === "protobuf" || records.length < 2);
}
