// Who started which probe: only they may read its stream. In memory, bounded: a probe lives half a minute.
import type { Identity } from "#lib/auth/identity";

type Owner = Pick<Identity, "kind" | "id">;

export type ProbeOwners = {
  remember(probeId: string, owner: Owner): void;
  isOwner(probeId: string, identity: Owner): boolean;
};

const rememberedMax = 1000;

export function createProbeOwners(): ProbeOwners {
  const owners = new Map<string, Owner>();
  return {
    remember(probeId, owner) {
      owners.set(probeId, { kind: owner.kind, id: owner.id });
      const oldest = owners.keys().next().value;
      if (owners.size > rememberedMax && oldest !== undefined) owners.delete(oldest);
    },
    isOwner(probeId, identity) {
      const owner = owners.get(probeId);
      return owner !== undefined && owner.kind === identity.kind && owner.id === identity.id;
    },
  };
}
