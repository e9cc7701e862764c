import { expect, test } from "vitest";
import { accepted, all, asked, attempt, facts, told } from "#lib/otlp/explain/testing/facts";
import { signals } from "#lib/otlp/signal";

const json = (status: number) =>
  facts({ attempts: signals.map((signal) => attempt(signal, { status }, { encoding: "json" })) }, { encoding: "json" });
const protobufOnly = (status: number) => ({
  empty: ({ encoding }: { encoding: string }) => (encoding === "protobuf" ? accepted : { status }),
});

test.each([400, 415, 500])("B01 JSON gets %i and an empty Protobuf request is taken", (status) => {
  expect(told(asked(json(status), protobufOnly(status)))).toEqual([`json.unsupported certain ${all}: Use Protobuf`]);
});

test("B01 415 alone is likely: the check may lack the credentials", () => {
  expect(told(asked(json(415), { empty: () => ({ status: 401 }) }))).toEqual([
    `json.unsupported likely ${all}: Use Protobuf`,
  ]);
});

test("B01 is not claimed for a 400 that an empty JSON request does not get (B03), nor for Protobuf", () => {
  expect(told(asked(json(400), { empty: () => accepted }))).toEqual([`unrecognised possible ${all}: no fix`]);
  const protobuf = facts({ attempts: signals.map((signal) => attempt(signal, { status: 415 })) });
  expect(told(asked(protobuf, {}))).toEqual([`unrecognised possible ${all}: no fix`]);
});
