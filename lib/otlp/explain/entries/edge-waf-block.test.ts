import { expect, test } from "vitest";
import { all, allAnswered, asked, facts, told } from "#lib/otlp/explain/testing/facts";

const page = (status: number, headers: Record<string, string> = {}) =>
  facts({ attempts: allAnswered({ status, type: "text/html", body: "<html>no", headers }) }, { compression: "none" });
const receiver = { empty: () => ({ status: 200, type: "application/x-protobuf" }) };

test("A09 certain where an edge sent the page and an empty request reaches the receiver, else likely", () => {
  const edge = page(406, { "cf-ray": "1" });
  expect(told(asked(edge, receiver))).toEqual([`edge.waf_block certain ${all}: Use Protobuf with gzip`]);
  expect(told(edge)[0]).toBe(`edge.waf_block likely ${all}: Use Protobuf with gzip`);
  expect(told(asked(page(403), receiver))[0]).toBe(`edge.waf_block likely ${all}: Use Protobuf with gzip`);
});

test("A09 certain where a header says what the firewall did; no packing helps where it blocks empty requests too", () => {
  const challenged = page(403, { "cf-mitigated": "challenge" });
  expect(told(challenged)).toEqual([`edge.waf_block certain ${all}: Use Protobuf with gzip`]);
  const empty = () => ({ status: 403, type: "text/html", body: "<html>no" });
  expect(told(asked(challenged, { empty }))).toEqual([`edge.waf_block certain ${all}: no fix`]);
});

test("A09 a status alone proves nothing, and a 404 or a 401 is none of its", () => {
  expect(told(page(403)).join()).not.toContain("edge.waf_block");
  for (const status of [401, 404, 503]) {
    expect(told(page(status, { "cf-ray": "1" })).join(), String(status)).not.toContain("edge.waf_block");
  }
});
