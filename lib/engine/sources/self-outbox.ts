// What Outspan tells of itself, on its way to the engine's log: kept in order while the engine is away, within bounds. The oldest
// goes first: nothing here is worth more memory than what others send.
import type { Signal } from "#lib/otlp/signal";

/** An OTLP protobuf request; true = it is stored. `destinations` null = all that list `self`. */
export type SelfSend = (signal: Signal, body: Uint8Array, destinations: readonly string[] | null) => Promise<boolean>;

const bytesMax = 2 * 1024 * 1024;

export function createOutbox(send: SelfSend) {
  const waiting: Parameters<SelfSend>[] = [];
  let bytes = 0;
  let draining: Promise<void> | null = null;
  const drain = async () => {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (!(await send(...next))) return;
      // It may have been pushed out while it was sent.
      if (waiting[0] === next) drop();
    }
  };
  const drop = () => {
    bytes -= waiting.shift()?.[1].byteLength ?? 0;
  };
  const flush = async (): Promise<void> => {
    draining ??= drain().finally(() => {
      draining = null;
    });
    return draining;
  };
  return {
    /** Resolves when it was tried, not when it is stored. */
    async put(signal: Signal, body: Uint8Array, destinations: readonly string[] | null): Promise<void> {
      if (body.byteLength === 0) return;
      waiting.push([signal, body, destinations]);
      bytes += body.byteLength;
      while (bytes > bytesMax) drop();
      await flush();
    },
    flush,
  };
}

export type Put = ReturnType<typeof createOutbox>["put"];
