import { expect, test } from "vitest";
import { all, allAnswered, attempt, facts, told } from "#lib/otlp/explain/testing/facts";

const headers = { "x-amzn-requestid": "r1" };

test("A06 AWS' own error name is certain, its host alone likely", () => {
  const named = { status: 403, headers: { ...headers, "x-amzn-errortype": "MissingAuthenticationTokenException:" } };
  expect(told(facts({ attempts: allAnswered(named) }))).toEqual([`aws.sigv4_missing certain ${all}: no fix`]);
  const host = "logs.us-east-1.amazonaws.com";
  expect(told(facts({ host, attempts: allAnswered({ status: 403 }) }))[0]).toBe(
    `aws.sigv4_missing likely ${all}: no fix`,
  );
});

test("A06 a signature that is refused is told as that", () => {
  const auth = { type: "sigv4" as const, credentials: "static" as const, accessKeyId: "AK", secretAccessKey: null };
  const body = '{"__type":"InvalidSignatureException","message":"it does not match"}';
  const known = facts(
    { hasCredentials: true, attempts: allAnswered({ status: 403, type: "application/json", body, headers }) },
    { auth },
  );
  expect(told(known)[0]).toBe(`aws.sigv4_missing certain ${all}: no fix`);
});

test("A06 is not claimed of another host, of a clock that is wrong (A07), or of logs that were taken", () => {
  const missing = { status: 403, body: "Missing Authentication Token" };
  expect(told(facts({ attempts: allAnswered(missing) })).join()).not.toContain("aws.");
  const expired = { status: 403, headers, body: "Signature expired: 20260101T000000Z is now earlier" };
  expect(told(facts({ attempts: allAnswered(expired) }))).toEqual([`aws.clock_skew certain ${all}: no fix`]);
  const traces = facts({ signals: ["traces"], attempts: [attempt("traces", { status: 400, headers })] });
  expect(told(traces).join()).not.toContain("aws.");
});
