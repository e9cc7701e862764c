import { expect, test } from "vitest";
import { accepted, all, allAnswered, asked, attempt, facts, told } from "#lib/otlp/explain/testing/facts";

const json = (body: string) => facts({ attempts: allAnswered({ status: 200, type: "application/json", body }) });

test("H08 a 200 that holds nothing of OTLP is a doubt where no request is taken as well, and none where it is refused", () => {
  const foreign = json('{"status":"received"}');
  const lenient = asked(foreign, { empty: ({ path }) => ({ status: path === "/v1/traces" ? 200 : 404 }) });
  expect(told(lenient)).toEqual([`impostor.any_200 possible ${all}: no fix`]);
  expect(told(asked(foreign, { empty: () => ({ status: 400 }) }))).toEqual([]);
});

test.each(["{}", '{"partialSuccess":{}}'])("H08 is not claimed for a conforming answer: %s (B11)", (body) => {
  expect(told(json(body))).toEqual([]);
});

const taken = facts({ attempts: allAnswered(accepted) });

test("H08 is certain where a byte that is no request and nobody's path are accepted too, whatever the answer's type", () => {
  expect(told(asked(taken, { empty: () => ({ status: 200, type: null }) }))).toEqual([
    `impostor.any_200 certain ${all}: no fix`,
  ]);
});

test.each([
  [400, 404],
  [401, 401],
  [200, 404],
  [400, 200],
])("H08 is not claimed for a receiver: %i for no request, %i for nobody's path", (broken, nobodys) => {
  const respond = ({ path }: { path: string }) => ({ status: path === "/v1/traces" ? broken : nobodys });
  expect(told(asked(taken, { empty: respond }))).toEqual([]);
});

test.each([
  [400, []],
  [401, []],
  [404, [`impostor.any_200 possible ${all}: no fix`]],
  [500, [`impostor.any_200 possible ${all}: no fix`]],
])("H08 fields that nobody knows are a later version's where what is no request gets a %i", (status, expected) => {
  expect(told(asked(json('{"requestId":"8f2"}'), { empty: () => ({ status }) }))).toEqual(expected);
});

test("H08 is not claimed of a server that refuses one of the items for what is in it", () => {
  const refused = attempt("metrics", { status: 400, body: "name missing" });
  const known = facts({ attempts: [attempt("traces", accepted), refused, attempt("logs", accepted)] });
  expect(told(asked(known, { empty: () => ({ status: 200, type: null }) })).join()).not.toContain("impostor");
});

test("H08 asks without credentials and without items, and nothing where the answer has a content of OTLP", () => {
  const known = asked(taken, { empty: () => ({ status: 200 }) });
  expect(known.replies.map(({ question }) => question)).toEqual([
    expect.objectContaining({ kind: "empty", isBroken: true, isAnonymous: true, path: "/v1/traces" }),
    expect.objectContaining({ kind: "empty", isBroken: true, isAnonymous: true }),
  ]);
  const conforming = { status: 200, type: "application/json", body: '{"partialSuccess":{}}' };
  expect(asked(facts({ attempts: allAnswered(conforming) }), {}).replies).toEqual([]);
});

test("H08 is not claimed for a 202 (B12)", () => {
  expect(told(facts({ attempts: allAnswered({ status: 202, type: "application/x-protobuf" }) }))).toEqual([]);
});
