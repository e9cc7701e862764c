import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { accepted, all, allAnswered, facts, told } from "#lib/otlp/explain/testing/facts";

const delivered = (attempts = allAnswered(accepted)) => facts({ attempts }, { tls: { ca: "PEM" } });

test("C15 TLS settings beside http:// are told when all went well, and can be cleared", () => {
  expect(told(delivered())).toEqual([`tls.contradiction certain ${all}: Clear the TLS settings`]);
  expect(diagnose(delivered())[0]?.fix?.changes).toEqual([{ path: "/connection/tls", value: {} }]);
});

test("C15 explains no failure, and is not claimed with TLS or without settings", () => {
  expect(told(delivered(allAnswered({ status: 413 })))).toEqual([`body.too_large_http certain ${all}: no fix`]);
  expect(told(facts({ tls: true, attempts: allAnswered(accepted) }, { tls: { ca: "PEM" } }))).toEqual([]);
  expect(told(facts({ attempts: allAnswered(accepted) }, { tls: { skipVerify: false } }))).toEqual([]);
});
