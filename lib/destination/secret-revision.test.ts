import { expect, test } from "vitest";
import { compareSecrets, KeptSecret, type SecretState } from "#lib/destination/secret-revision";

const key = "OTEL_HEADER_api-key";
const state = (more: Partial<KeptSecret> = {}, entered: Record<string, number> = { "api-key": 1 }): SecretState => ({
  secret: { origins: ["https://a.example:443"], keys: [{ key, expiresAt: null }], expiresAt: null, ...more },
  entered,
});

test("keys and origins that came and went, and an expiry, are told; a value reads no more than that it changed", () => {
  const other = { key: "OTEL_HEADER_x-scope", expiresAt: "2027-01-31T12:00:00.000Z" };
  const after = state(
    { origins: ["https://b.example:443"], keys: [{ key, expiresAt: null }, other], expiresAt: "2028-01-01T00:00:00Z" },
    { "api-key": 2, "x-scope": 2 },
  );
  const { items, unchanged } = compareSecrets(state(), after);
  expect(items.map(({ label, from, to }) => [label, from, to])).toEqual([
    ["Origin", null, "https://b.example:443"],
    ["Header api-key", "saved", "changed"],
    ["Header x-scope", null, "saved"],
    ["Expiry told by x-scope", null, "2027-01-31 12:00 UTC"],
    ["Expires", null, "2028-01-01 00:00 UTC"],
    ["Origin", "https://a.example:443", null],
  ]);
  expect(unchanged).toBe(0);
  expect(compareSecrets(after, after)).toEqual({ items: [], unchanged: 5 });
});

test("a header that is spelt in another case is the same one", () => {
  const spelt = state({ keys: [{ key: "OTEL_HEADER_API-Key", expiresAt: null }] });
  expect(compareSecrets(state(), spelt).items).toEqual([]);
});

test("what a revision keeps of a row has no fingerprint and nobody who set a value", () => {
  const row = { ...state().secret, keys: [{ key, expiresAt: null, fingerprint: "abcd-ef01", setAt: "t", setBy: {} }] };
  expect(JSON.stringify(KeptSecret.parse(row))).not.toMatch(/fingerprint|set/);
});
