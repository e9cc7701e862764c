import { expect, test } from "vitest";
import { accepted, all, allAnswered, asked, facts, told } from "#lib/otlp/explain/testing/facts";

const refused = (status: number, body = "", headers = {}) =>
  facts({ attempts: allAnswered({ status, body, headers }) }, { compression: "gzip" });
const plainOnly = (status: number) => ({
  empty: ({ compression }: { compression?: "gzip" }) => (compression === "gzip" ? { status } : accepted),
});

test.each([
  [400, "proto: illegal wireType 7"],
  [415, ""],
  [500, "gzip: invalid header"],
])("B05 %i %s: an empty request is taken without gzip and refused with it", (status, body) => {
  expect(told(asked(refused(status, body), plainOnly(status)))).toEqual([
    `gzip.unsupported_or_broken certain ${all}: Use no compression`,
  ]);
});

test("B05 the server's own list of what it unpacks is sure, its words alone are likely", () => {
  expect(told(refused(415, "", { "accept-encoding": "identity" }))[0]).toContain("broken certain");
  expect(told(asked(refused(400, "unsupported Content-Encoding"), { empty: () => ({ status: 401 }) }))).toEqual([
    `gzip.unsupported_or_broken likely ${all}: Use no compression`,
  ]);
  const grpc = { transport: "grpc" as const, attempts: allAnswered({ grpc: 12, words: "Can't find decompressor" }) };
  expect(told(facts(grpc))).toEqual([`gzip.unsupported_or_broken likely ${all}: Use no compression`]);
});

test("B05 is not claimed for UNIMPLEMENTED whose server lists no gzip, with or without compression (H09)", () => {
  const headers = { "grpc-accept-encoding": "identity" };
  const off = facts({ transport: "grpc", attempts: allAnswered({ grpc: 12, headers }) }, { compression: "gzip" });
  expect(told(asked(off, { empty: () => ({ grpc: 12, headers }) })).join()).not.toContain("gzip.");
  const plain = asked(off, { empty: ({ compression }) => ({ grpc: compression === "gzip" ? 12 : 0, headers }) });
  expect(told(plain)).toEqual([`gzip.unsupported_or_broken certain ${all}: Use no compression`]);
});

test("B05 is not claimed where empty gzip is taken, nor where both are refused (B09), nor without compression", () => {
  const words = "gzip: unexpected EOF";
  for (const empty of [() => accepted, () => ({ status: 400 })]) {
    expect(told(asked(refused(400), { empty })).join()).not.toContain("gzip");
  }
  expect(told(asked(refused(400, words), { empty: () => accepted })).join()).not.toContain("gzip.unsupported");
  const plain = facts({ attempts: allAnswered({ status: 400, body: words }) }, { compression: "none" });
  expect(told(asked(plain, plainOnly(400))).join()).not.toContain("gzip.unsupported");
});
