import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { hashKey, isKeyText, newKey } from "#lib/auth/key-text";

test("a key begins with outspan_, holds 256 random bits and is never the same twice", () => {
  const keys = Array.from({ length: 50 }, () => newKey());
  for (const { key, prefix, hash } of keys) {
    expect(key).toMatch(/^outspan_[0-9A-Za-z]{49}$/);
    expect([key.startsWith(prefix), prefix.length, hash]).toEqual([true, 12, hashKey(key)]);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  }
  expect(new Set(keys.map(({ key }) => key)).size).toBe(50);
  const [least, most] = [newKey((bytes) => Buffer.alloc(bytes)), newKey((bytes) => Buffer.alloc(bytes, 255))];
  expect([least.key.length, most.key.length]).toEqual([57, 57]);
  expect([isKeyText(least.key), isKeyText(most.key)]).toEqual([true, true]);
});

test("a scanner tells a key from a text that only looks like one: each character counts for the checksum", () => {
  const { key } = newKey();
  expect(isKeyText(key)).toBe(true);
  for (let at = 0; at < key.length; at++) {
    const other = key[at] === "a" ? "b" : "a";
    expect(isKeyText(key.slice(0, at) + other + key.slice(at + 1))).toBe(false);
  }
  for (const text of ["", "outspan_", key.slice(1), `${key}0`, ` ${key}`, `${key}\n`, key.toUpperCase()]) {
    expect(isKeyText(text)).toBe(false);
  }
});

test("what is shown is compared with what is known in constant time, by digests alone, at the API and at the receiver", () => {
  for (const file of ["lib/auth/api-key.ts", "lib/engine/receive/ingest-keys.ts"]) {
    const text = readFileSync(file, "utf8");
    expect(text.match(/timingSafeEqual\(/g)).toHaveLength(2);
    expect(text).not.toMatch(/(shown|given|digest|[hH]ash|token)\s*[!=]==?(?!=|\s*(?:null|undefined))/);
  }
});
