import { expect, test } from "vitest";
import { limitIdentity } from "#lib/auth/limit-identity";
import { createRateLimit } from "#lib/auth/rate-limit";

test("probes wait sooner than other changes, each identity by itself, and the wait is told", () => {
  const now = () => new Date(0);
  const limits = {
    limitChanges: createRateLimit(now, { burst: 5, perSecond: 1 }),
    limitProbes: createRateLimit(now, { burst: 2, perSecond: 0.5 }),
  };
  const ask = (id: string, permission: "probe:run" | "destination:write") =>
    limitIdentity(limits, { kind: "user", id }, permission);
  expect([ask("ada", "probe:run"), ask("ada", "probe:run")]).toEqual([null, null]);
  expect(ask("ada", "probe:run")).toEqual({ retryAfterSeconds: 2 });
  expect(ask("eve", "probe:run")).toBe(null);
  expect([ask("ada", "destination:write"), ask("ada", "destination:write")]).toEqual([null, null]);
  expect(ask("ada", "destination:write")).toEqual({ retryAfterSeconds: 1 });
});
