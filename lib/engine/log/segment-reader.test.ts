// What a reader keeps of a segment, beside what it asked for.
import { expect, test } from "vitest";
import { isDamage } from "#lib/engine/log/record";
import { all, entry, logPlace } from "#lib/engine/log/testing/log";

test("Who keeps a small record keeps its bytes, and none of the large ones that lie beside it", async () => {
  const { logOf } = logPlace();
  const log = await logOf();
  const large = Buffer.alloc(100_000, "x");
  const small = Buffer.alloc(60, "y");
  for (let index = 0; index < 8; index += 1) {
    await log.append(entry("", { body: large, route: ["loud"] }));
    await log.append(entry("", { body: small, route: ["quiet"] }));
  }
  const found = await all(log, 1 << 20);
  const kept = found.flatMap((each) => (!isDamage(each) && each.route[0] === "quiet" ? [each.body] : []));
  expect(kept.map((body) => Buffer.from(body))).toEqual(Array.from({ length: 8 }, () => small));
  const memory = new Set(kept.map(({ buffer }) => buffer));
  expect([...memory].reduce((sum, { byteLength }) => sum + byteLength, 0)).toBeLessThanOrEqual(8 * 8 * small.length);
});
