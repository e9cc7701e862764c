import { expect, test } from "vitest";
import { accepted, all, allAnswered, asked, facts, told } from "#lib/otlp/explain/testing/facts";

type Question = { encoding: string };
const jsonTaken = { status: 200, type: "application/json", body: "{}" };
const jsonOnly = (status: number, body = "") => ({
  empty: ({ encoding }: Question) => (encoding === "json" ? jsonTaken : { status, body }),
});
const refused = (status: number, body = "") => facts({ attempts: allAnswered({ status, body }) });

test.each([400, 415, 500])("B02 Protobuf gets %i, empty or not, and empty JSON is taken", (status) => {
  const known = asked(refused(status, "offset 17: not JSON"), jsonOnly(status, "offset 0: not JSON"));
  expect(told(known)).toEqual([`protobuf.unsupported certain ${all}: Use JSON`]);
});

test("B02 is not sure where the empty request is refused otherwise: that one may be refused for being empty (B09)", () => {
  expect(told(asked(refused(400, "no such metric name"), jsonOnly(400, "empty request"))).join()).not.toContain(
    "protobuf.unsupported",
  );
});

test("B02 is not claimed where empty Protobuf is taken, nor where JSON is refused too", () => {
  for (const empty of [() => accepted, () => ({ status: 400 })]) {
    expect(told(asked(refused(400), { empty })).join()).not.toContain("protobuf.unsupported");
  }
});
