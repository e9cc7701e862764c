import { expect, test } from "vitest";
import { accepted, all, allAnswered, asked, attempt, facts, told } from "#lib/otlp/explain/testing/facts";
import { signals } from "#lib/otlp/signal";

const plain = { compression: "none" } as const;
const json = (body: string) => {
  const attempts = signals.map((signal) => attempt(signal, { status: 400, body }, { encoding: "json" }));
  return facts({ attempts }, { ...plain, encoding: "json" });
};

test.each([
  "cannot unmarshal traceId: invalid length for ID",
  'invalid type: string "1700000000000000000", expected u64 at line 1 column 312',
  "ReadUint64: unsupported value type",
])("B03 JSON: %s; empty Protobuf is taken and one click away", (body) => {
  const known = asked(json(body), { empty: () => accepted });
  expect(told(known)).toEqual([`body.parse_error likely ${all}: Use Protobuf`]);
});

test("B03 Protobuf: no other encoding is offered that was not taken", () => {
  const known = facts({ attempts: allAnswered({ status: 400, body: "proto: illegal wireType 7" }) }, plain);
  const only = asked(known, { empty: ({ encoding }) => (encoding === "protobuf" ? accepted : { status: 415 }) });
  expect(told(only)).toEqual([`body.parse_error likely ${all}: no fix`]);
});

test("B03 and B05 are both possible where gzip was used and no check could tell", () => {
  const known = facts({ attempts: allAnswered({ status: 400, body: "failed to decode request" }) });
  expect(told(asked(known, { empty: () => ({ status: 401 }) }))).toEqual([
    `gzip.unsupported_or_broken possible ${all}: Use no compression`,
    `body.parse_error possible ${all}: no fix`,
  ]);
});

test("B03 is not claimed for other words, nor for what refuses JSON as such (B01)", () => {
  expect(told(asked(json("bad timestamp"), { empty: () => accepted })).join()).not.toContain("body.parse_error");
  const protobufOnly = asked(json("cannot parse body"), {
    empty: ({ encoding }) => (encoding === "protobuf" ? accepted : { status: 400, body: "cannot parse body" }),
  });
  expect(told(protobufOnly)).toEqual([`json.unsupported certain ${all}: Use Protobuf`]);
});
