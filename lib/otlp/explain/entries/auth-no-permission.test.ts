import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { all, allAnswered, attempt, facts, told } from "#lib/otlp/explain/testing/facts";

const keyed = (answer: Parameters<typeof allAnswered>[0], without: Parameters<typeof attempt>[1] | null) =>
  facts({
    hasCredentials: true,
    attempts: allAnswered(answer),
    anonymous: without === null ? null : attempt("traces", without),
  });

test("A02 PERMISSION_DENIED with, UNAUTHENTICATED without; 403 for want of a right, 401 without", () => {
  const certain = [`auth.no_permission certain ${all}: no fix`];
  expect(told(keyed({ grpc: 7 }, { grpc: 16 }))).toEqual(certain);
  for (const body of [
    "token is missing the scope openTelemetryTrace.ingest",
    "this key is read-only",
    "User is not authorized to perform: logs:PutLogEvents",
    "no ingest access to dataset prod",
  ]) {
    expect(told(keyed({ status: 403, body }, { status: 401 }))).toEqual(certain);
  }
});

test("A02 403 and 401 without a word may be a key that is not known as well: some backends answer it with 403", () => {
  const likely = [`auth.no_permission likely ${all}: no fix`, `auth.missing_or_invalid possible ${all}: no fix`];
  expect(told(keyed({ status: 403 }, { status: 401 }))).toEqual(likely);
  expect(told(keyed({ status: 403, body: "Forbidden" }, { status: 401 }))).toEqual(likely);
});

test("A02 tells which right the server misses", () => {
  const [first] = diagnose(keyed({ status: 403, body: "needs the scope ingest:write" }, { status: 401 }));
  expect(first?.advice).toContain("The server says: needs the scope ingest:write");
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
