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

test("what stands for several counts as several; more than a burst goes through once, and is waited for afterwards", () => {
  let time = 0;
  const limit = createRateLimit(() => new Date(time), { burst: 10, perSecond: 1 });
  expect(limit("a", 8)).toBeNull();
  expect(limit("a", 3)).toEqual({ retryAfterSeconds: 1 });
  expect(limit("a", 2)).toBeNull();
  expect(limit("b", 1)).toBeNull();
  expect(limit("b", 25)).toEqual({ retryAfterSeconds: 1 });
  time = 1000;
  expect(limit("b", 25)).toBeNull();
  expect(limit("b")).toEqual({ retryAfterSeconds: 16 });
});
