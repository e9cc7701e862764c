import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { accepted, all, allAnswered, attempt, facts, told } from "#lib/otlp/explain/testing/facts";

const keyed = (status: number, without: Parameters<typeof attempt>[1]) =>
  facts({ hasCredentials: true, attempts: allAnswered({ status }), anonymous: attempt("traces", without) });

test("A01 none set", () => {
  const known = facts({ attempts: allAnswered({ status: 401 }) });
  expect(told(known)).toEqual([`auth.missing_or_invalid certain ${all}: no fix`]);
  expect(diagnose(known)[0]?.title).toContain("none are set");
});

test("A01 the same answer without them: wrong or not read; another answer: wrong", () => {
  expect(diagnose(keyed(401, { status: 401 }))[0]?.title).toContain("wrong or not read");
  expect(diagnose(keyed(401, { status: 401, body: "no key" }))[0]?.title).toBe(
    "The server refuses these credentials: 401",
  );
});

test("A01 refused with them and accepted without: removing them is the fix, readable headers stay", () => {
  const headers = [
    { name: "X-Scope-OrgID", value: "t1", secret: false },
    { name: "api-key", value: null },
  ];
  const known = {
    ...keyed(403, accepted),
    destination: facts({}, { headers, auth: { type: "bearer", token: null } }).destination,
  };
  expect(told(known)).toEqual([`auth.missing_or_invalid certain ${all}: Remove the credentials`]);
  expect(diagnose(known)[0]?.fix?.changes).toEqual([
    { path: "/connection/auth", value: { type: "none" } },
    { path: "/connection/headers", value: [headers[0]] },
  ]);
});

test("A01 403 whose words speak of the key, and 401 without: more likely than a right that is missing (A02)", () => {
  const anonymous = attempt("traces", { status: 401 });
  const refused = (body: string) =>
    told(facts({ hasCredentials: true, attempts: allAnswered({ status: 403, body }), anonymous }));
  const expected = [`auth.missing_or_invalid likely ${all}: no fix`, `auth.no_permission possible ${all}: no fix`];
  expect(refused("Invalid API key")).toEqual(expected);
  expect(refused('{"message":"The access token was revoked"}')).toEqual(expected);
});

test("A01 tells what the server said", () => {
  const known = {
    ...keyed(401, { status: 401 }),
    attempts: allAnswered({ status: 401, body: "token expired on Monday" }),
  };
  expect(diagnose(known)[0]?.advice).toContain("The server says: token expired on Monday");
});

test("A01 UNAUTHENTICATED over gRPC", () => {
  const known = facts({ transport: "grpc", hasCredentials: true, attempts: allAnswered({ grpc: 16 }) });
  expect(told(known)).toEqual([`auth.missing_or_invalid certain ${all}: no fix`]);
});

test("A01 a web page that says 401 is a gateway's word: not certain", () => {
  const known = facts({ attempts: allAnswered({ status: 401, type: "text/html", body: "<html>" }) });
  expect(told(known)).toEqual([`auth.missing_or_invalid likely ${all}: no fix`]);
});

test("A01 is not claimed for 403 Missing ALPN Protocol (P01)", () => {
  const known = facts({ attempts: allAnswered({ status: 403, body: "Missing ALPN Protocol, expected `h2`" }) });
  expect(told(known)).toEqual([`port.http_to_grpc certain ${all}: no fix`]);
});
