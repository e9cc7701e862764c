import { expect, test } from "vitest";
import { all, allAnswered, attempt, facts, told } from "#lib/otlp/explain/testing/facts";

const keyed = (answer: Parameters<typeof allAnswered>[0], without: Parameters<typeof attempt>[1] | null) =>
  facts({
    hasCredentials: true,
    attempts: allAnswered(answer),
    anonymous: without === null ? null : attempt("traces", without),
  });

test("A02 403 with, 401 without; PERMISSION_DENIED with, UNAUTHENTICATED without", () => {
  expect(told(keyed({ status: 403 }, { status: 401 }))).toEqual([`auth.no_permission certain ${all}: no fix`]);
  expect(told(keyed({ grpc: 7 }, { grpc: 16 }))).toEqual([`auth.no_permission certain ${all}: no fix`]);
});

test("A02 and A01 look alike when 403 comes either way, or nothing came without", () => {
  const both = [`auth.missing_or_invalid possible ${all}: no fix`, `auth.no_permission possible ${all}: no fix`];
  expect(told(keyed({ status: 403 }, { status: 403 }))).toEqual(both);
  expect(told(keyed({ status: 403 }, null))).toEqual(both);
});

test("A02 a web page with 403 may be a firewall's (A09): never certain", () => {
  expect(told(keyed({ status: 403, type: "text/html", body: "<html>" }, { status: 401 })).join()).not.toContain(
    "certain",
  );
});

test("A02 is not claimed where no credentials are set, nor for 401", () => {
  expect(told(facts({ attempts: allAnswered({ status: 403 }) })).join()).not.toContain("auth.no_permission");
  expect(told(keyed({ status: 401 }, { status: 401 })).join()).not.toContain("auth.no_permission");
});
