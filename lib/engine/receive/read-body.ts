// One body off the wire, within a limit of its own and the budget of all. A body in one piece is taken as it came; of others
// each byte is copied once where their length is known. Knows no protocol and answers nobody.
import type { Readable } from "node:stream";
import type { ByteBudget } from "#lib/engine/receive/byte-budget";
import type { SlowBodies } from "#lib/engine/receive/slow-bodies";

export type BodyRead =
  /** `held` bytes are the caller's to give back to the budget. */
  | { body: Buffer; held: number }
  /** `longer`: it goes on behind the size that its first bytes told; `gone`: the sender is. */
  | { reason: "too_large" | "longer" | "no_room" | "slow" | "gone" };

export type BodyRoom = { budget: ByteBudget; slow: SlowBodies; bytesMax: number };

type Size = {
  /** Known before the body, as Content-Length says it. */
  expected: number | null;
  /** What the first piece tells of the whole. */
  tell?: (first: Buffer) => number | null;
};

/** At most this much is set aside for a body on the word of its length alone: three idle senders must not fill the budget. */
const onTrustMax = 512 * 1024;

const empty = Buffer.alloc(0);

export function readBody(stream: Readable, { budget, slow, bytesMax }: BodyRoom, size: Size): Promise<BodyRead> {
  return new Promise((resolve) => {
    let { expected } = size;
    let first: Buffer | null = null;
    let whole: Buffer | null = null;
    let length = 0;
    let held = 0;

    /** Doubles, so that a body of unknown length is copied at most twice. */
    const hold = (bytes: number) => {
      if (bytes <= held) return true;
      const next = Math.min(Math.max(bytes, 2 * held), expected ?? bytesMax);
      if (!budget.take(next - held)) return false;
      held = next;
      return true;
    };
    const finish = (read: BodyRead) => {
      stream.off("data", onData).off("end", onEnd).off("close", onGone).off("error", onGone);
      slow.done(onSlow);
      if ("reason" in read) budget.give(held);
      resolve(read);
    };
    const stop = (reason: "too_large" | "longer" | "no_room" | "slow" | "gone") => finish({ reason });
    const onEnd = () => finish({ body: whole?.subarray(0, length) ?? first ?? empty, held });
    const onGone = () => stop("gone");
    const onSlow = () => stop("slow");
    const onData = (chunk: Buffer) => {
      if (length === 0) expected ??= size.tell?.(chunk) ?? null;
      const at = length;
      length += chunk.length;
      if (Math.max(length, expected ?? 0) > bytesMax) return stop("too_large");
      if (expected !== null && length > expected) return stop("longer");
      if (!hold(length)) return stop("no_room");
      if (!first) {
        first = chunk;
        return;
      }
      if (!whole || whole.length < length) {
        const larger = Buffer.allocUnsafeSlow(held);
        larger.set(whole?.subarray(0, at) ?? first);
        whole = larger;
      }
      whole.set(chunk, at);
    };

    if (expected !== null && expected > bytesMax) return stop("too_large");
    if (expected !== null && !hold(Math.min(expected, onTrustMax))) return stop("no_room");
    stream.on("data", onData).once("end", onEnd).once("close", onGone).once("error", onGone);
    slow.began(onSlow);
  });
}
