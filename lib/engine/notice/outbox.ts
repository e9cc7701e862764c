// Notices on their way: one at a time to each webhook, in order for each destination, five tries within five minutes, then given up.
// Knows no socket and no file; a webhook is known by a digest, since its URL is a secret.
import { createHash } from "node:crypto";
import * as z from "zod";
import { Notice } from "#lib/engine/notice/notice";
import type { Told } from "#lib/engine/notice/webhook";
import type { Webhook } from "#lib/engine/protocol";
import { log } from "#lib/log";

export const Pending = z.strictObject({ webhook: z.string(), notice: Notice, tries: z.int(), notBeforeMs: z.number() });
export type Pending = z.output<typeof Pending>;

type Parts = {
  saved: readonly Pending[];
  send(webhook: Webhook, notice: Notice, abort: AbortSignal): Promise<Told>;
  now(): number;
  /** A try ended. */
  changed(): Promise<void>;
  onBug(error: unknown): void;
};

export type Outbox = {
  put(notice: Notice, webhooks: readonly Webhook[]): void;
  /** Goes on where another one stopped; what is under way here is not asked back. */
  adopt(saved: readonly Pending[]): void;
  /** Begins what is due. Of webhooks that are no more, nothing is left. */
  push(webhooks: readonly Webhook[]): void;
  pending(): readonly Pending[];
  /** Nothing is under way any more. */
  idle(): Promise<void>;
  /** Cuts what is under way; it stays pending. */
  stop(): Promise<void>;
};

/** After the first, second, third and fourth try. */
const waitsMs = [10_000, 30_000, 80_000, 180_000];
const pendingMax = 1000;

export function createOutbox({ saved, send, now, changed, onBug }: Parts): Outbox {
  let pending: Pending[] = [...saved];
  const busy = new Map<string, Promise<void>>();
  const stopping = new AbortController();

  function giveUp({ notice }: Pending, message: string): void {
    const { event, destination } = notice;
    log.warn("A notice was given up", { event, destination: destination?.id ?? null, reason: message });
  }

  async function deliver(one: Pending, webhook: Webhook): Promise<void> {
    const { accepted, message } = await send(webhook, one.notice, stopping.signal);
    if (stopping.signal.aborted && !accepted) return;
    const waitMs = waitsMs[one.tries];
    const next =
      accepted || waitMs === undefined ? [] : [{ ...one, tries: one.tries + 1, notBeforeMs: now() + waitMs }];
    if (!accepted && waitMs === undefined) giveUp(one, message);
    pending = pending.flatMap((other) => (other === one ? next : [other]));
    await changed();
  }

  return {
    put(notice, webhooks) {
      for (const webhook of webhooks) {
        pending.push({ webhook: digestOf(webhook), notice, tries: 0, notBeforeMs: 0 });
      }
      for (const one of pending.splice(0, pending.length - pendingMax)) giveUp(one, "Too many notices wait");
    },
    adopt(saved) {
      pending = [...saved];
    },
    push(webhooks) {
      const known = new Map(webhooks.map((webhook) => [digestOf(webhook), webhook]));
      pending = pending.filter(({ webhook }) => known.has(webhook));
      for (const [digest, webhook] of known) {
        const one = busy.has(digest) ? undefined : firstDue(pending, digest, now());
        if (one === undefined) continue;
        const work = deliver(one, webhook)
          .catch(onBug)
          .finally(() => busy.delete(digest));
        busy.set(digest, work);
      }
    },
    pending: () => pending,
    async idle() {
      await Promise.all(busy.values());
    },
    async stop() {
      stopping.abort();
      await Promise.all(busy.values());
    },
  };
}

/** The end of an incident never overtakes its beginning, and a destination's failing message holds up no other's. */
function firstDue(pending: readonly Pending[], webhook: string, nowMs: number): Pending | undefined {
  const waiting = new Set<string>();
  for (const one of pending) {
    if (one.webhook !== webhook) continue;
    const about = one.notice.destination?.id ?? "";
    // A clock that was set back makes nobody wait longer than the longest wait.
    const isDue = one.notBeforeMs <= nowMs || one.notBeforeMs > nowMs + Math.max(...waitsMs);
    if (isDue && !waiting.has(about)) return one;
    waiting.add(about);
  }
  return undefined;
}

function digestOf({ url, format }: Webhook): string {
  return createHash("sha256").update(`${format} ${url}`).digest("hex").slice(0, 32);
}
