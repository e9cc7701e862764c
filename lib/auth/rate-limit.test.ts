import { expect, test } from "vitest";
import { createRateLimit } from "#lib/auth/rate-limit";

test("a burst goes through, then one must wait, and time gives it back; others are not concerned", () => {
  let time = 0;
  const limit = createRateLimit(() => new Date(time), { burst: 3, perSecond: 2 });
  expect([1, 2, 3].map(() => limit("a"))).toEqual([null, null, null]);
  expect(limit("a")).toEqual({ retryAfterSeconds: 1 });
  expect(limit("b")).toBeNull();
  time = 500;
  expect(limit("a")).toBeNull();
  expect(limit("a")).not.toBeNull();
});
