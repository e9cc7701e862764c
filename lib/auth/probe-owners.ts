// Who started which probe: only they may read its stream, and what they tested goes into the audit once. In memory, bounded: a
// probe lives half a minute.
import type { Identity } from "#lib/auth/identity";
import type { Tested } from "#lib/db/probe-note";
import type { ProbedDestination } from "#lib/destination/schema";

/** `asTyped`: the destination before its named secrets were filled in, for what is told of it; absent where it names none. */
export type Remembered = Tested & { asTyped?: ProbedDestination | undefined };

type Owner = Pick<Identity, "kind" | "id">;

export type ProbeOwners = {
  /** `tested`: for the audit; absent where somebody else writes it. */
  remember(probeId: string, owner: Owner, tested?: Remembered): void;
  isOwner(probeId: string, identity: Owner): boolean;
  /** What it tests, to the first who asks: whoever takes it writes it down. */
  take(probeId: string): Remembered | null;
  /** Of those that nobody read for so long: they are over, and nobody else will write them down. */
  takeUnread(olderThanMs: number): Tested[];
};

const rememberedMax = 1000;

export function createProbeOwners(now: () => Date): ProbeOwners {
  const owners = new Map<string, Owner & { tested: Remembered | null; at: number }>();
  const take = (probeId: string): Remembered | null => {
    const owner = owners.get(probeId);
    const tested = owner?.tested ?? null;
    if (owner !== undefined) owner.tested = null;
    return tested;
  };
  return {
    remember(probeId, owner, tested) {
      owners.set(probeId, { kind: owner.kind, id: owner.id, tested: tested ?? null, at: now().getTime() });
      const oldest = owners.keys().next().value;
      if (owners.size > rememberedMax && oldest !== undefined) owners.delete(oldest);
    },
    isOwner(probeId, identity) {
      const owner = owners.get(probeId);
      return owner !== undefined && owner.kind === identity.kind && owner.id === identity.id;
    },
    take,
    takeUnread(olderThanMs) {
      const before = now().getTime() - olderThanMs;
      const unread = [...owners].filter(([, { tested, at }]) => tested !== null && at <= before);
      return unread.flatMap(([probeId]) => take(probeId) ?? []);
    },
  };
}
