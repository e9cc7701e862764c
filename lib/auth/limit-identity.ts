// How often one identity may change something, and how often it and its address may reach out. The same for each door.
import type { Identity } from "#lib/auth/identity";
import type { Permission } from "#lib/auth/permissions";
import { createRateLimit, type Pace, type RateLimit } from "#lib/auth/rate-limit";
import { attemptKey } from "#lib/auth/sign-in-delay";
import type { Runtime } from "#lib/runtime";

/** What costs more than a change: a probe connects to where it is told (many of them are a scan), an import reads much at once. */
export type Costly = "probe" | "import";
type Who = Pick<Identity, "kind" | "id" | "address">;

export type CostlyLimits = Record<Costly, { ofIdentity: RateLimit; ofAddress: RateLimit }>;

const paces: Record<Costly, Pace> = {
  probe: { burst: 300, perSecond: 2 },
  import: { burst: 30, perSecond: 0.2 },
};

/** Several people may stand behind one address, and one person may make any number of keys. */
const perAddress = 2;

export function createCostlyLimits(now: () => Date, given: Record<Costly, Pace> = paces): CostlyLimits {
  const of = ({ burst, perSecond }: Pace) => ({
    ofIdentity: createRateLimit(now, { burst, perSecond }),
    ofAddress: createRateLimit(now, { burst: burst * perAddress, perSecond: perSecond * perAddress }),
  });
  return { probe: of(given.probe), import: of(given.import) };
}

/** Null = go ahead. `costly`: what it is beside a change; by its permission where nothing is said. */
export function limitIdentity(
  runtime: Pick<Runtime, "limitChanges" | "limitCostly">,
  who: Who,
  permission: Permission,
  costly: Costly | null = permission === "probe:run" ? "probe" : null,
): { retryAfterSeconds: number } | null {
  const limited = runtime.limitChanges(keyOf(who));
  return limited ?? (costly === null ? null : limitCostly(runtime, who, costly));
}

/** `count`: how many it stands for. */
export function limitCostly(
  runtime: Pick<Runtime, "limitCostly">,
  who: Who,
  costly: Costly,
  count = 1,
): { retryAfterSeconds: number } | null {
  const { ofIdentity, ofAddress } = runtime.limitCostly[costly];
  const limited = ofIdentity(keyOf(who), count);
  if (limited !== null || who.address === undefined || who.address === null) return limited;
  return ofAddress(attemptKey("address", who.address), count);
}

function keyOf({ kind, id }: Who): string {
  return `${kind}:${id}`;
}
