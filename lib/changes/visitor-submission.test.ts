import { expect, test } from "vitest";
import * as z from "zod";
import { createRateLimit } from "#lib/auth/rate-limit";
import { readVisitorSubmission } from "#lib/changes/visitor-submission";

test("an address that sends anything at all too often is turned away before it is parsed, others are not", () => {
  let looks = 0;
  const schema = z.custom<string>(() => {
    looks += 1;
    return false;
  });
  const limitVisitors = createRateLimit(() => new Date(0), { burst: 2, perSecond: 1 });
  const send = (address: string | null) => {
    const read = readVisitorSubmission({ limitVisitors }, address, schema, "rubbish");
    return read.ok ? "ok" : read.error.code;
  };
  expect([1, 2, 3, 4].map(() => send("192.0.2.1"))).toEqual(["invalid", "invalid", "rate_limited", "rate_limited"]);
  expect(looks).toBe(2);
  expect([send("2001:db8::1"), send("2001:db8::2"), send("2001:db8::3")]).toEqual([
    "invalid",
    "invalid",
    "rate_limited",
  ]);
  expect(send(null)).toBe("invalid");
});
