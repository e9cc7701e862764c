import { expect, test } from "vitest";
import { createCostlyLimits, limitCostly, limitIdentity } from "#lib/auth/limit-identity";
import { createRateLimit } from "#lib/auth/rate-limit";

const now = () => new Date(0);
const limits = (burst: number) => ({
  limitChanges: createRateLimit(now, { burst: 5, perSecond: 1 }),
  limitCostly: createCostlyLimits(now, {
    probe: { burst, perSecond: 0.5 },
    import: { burst: 1, perSecond: 0.1 },
  }),
});
const user = (id: string, address: string | null = null) => ({ kind: "user" as const, id, address });

test("probes wait sooner than other changes, each identity by itself, and the wait is told", () => {
  const runtime = limits(2);
  const ask = (id: string, permission: "probe:run" | "destination:write") =>
    limitIdentity(runtime, user(id), permission);
  expect([ask("ada", "probe:run"), ask("ada", "probe:run")]).toEqual([null, null]);
  expect(ask("ada", "probe:run")).toEqual({ retryAfterSeconds: 2 });
  expect(ask("eve", "probe:run")).toBe(null);
  expect([ask("ada", "destination:write"), ask("ada", "destination:write")]).toEqual([null, null]);
  expect(ask("ada", "destination:write")).toEqual({ retryAfterSeconds: 1 });
});

test("an address waits too, whoever asks from it: more keys are no way around the limit of probes", () => {
  const runtime = limits(2);
  const probe = (id: string, address: string) => limitIdentity(runtime, user(id, address), "probe:run");
  const four = ["a", "b", "c", "d"].map((id) => probe(id, "192.0.2.1"));
  expect(four).toEqual([null, null, null, null]);
  expect(probe("e", "192.0.2.1")).toEqual({ retryAfterSeconds: 1 });
  expect(probe("e", "192.0.2.2")).toBe(null);
  const near = ["f", "g", "h", "i"].map((id, at) => probe(id, `2001:db8::${at}`));
  expect([...near, probe("j", "2001:db8::9")]).toEqual([null, null, null, null, { retryAfterSeconds: 1 }]);
});

test("imports have a limit of their own, by identity and address", () => {
  const runtime = limits(2);
  const ask = (id: string) => limitIdentity(runtime, user(id, "192.0.2.1"), "destination:write", "import");
  expect([ask("ada"), ask("ada"), ask("eve"), ask("joe")]).toEqual([
    null,
    { retryAfterSeconds: 10 },
    null,
    { retryAfterSeconds: 5 },
  ]);
  expect(limitCostly(runtime, user("joe", "192.0.2.1"), "probe")).toBe(null);
});
