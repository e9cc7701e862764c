// What the form of a credential tells, and that its value stays behind.
import { expect, test } from "vitest";
import { credentialShapes } from "#lib/destination/credential-shape";
import { effectiveConnection } from "#lib/destination/resolve";
import type { Auth, Header } from "#lib/destination/schema";

function shapes(part: { headers?: Header[]; auth?: Auth }) {
  const connection = { transport: "http" as const, endpoint: "http://collector:4318", ...part };
  const effective = effectiveConnection({ connection, signals: { traces: { enabled: true } } }, "traces");
  return effective === null ? [] : credentialShapes(effective);
}
const header = (value: string, name = "Authorization") => shapes({ headers: [{ name, value }] })[0];

test.each([
  ["Bearer Bearer t0ken", { isBearerTwice: true, scheme: "bearer" }],
  ["bearer: t0ken", { isBearerColon: true, isBare: false }],
  ["t0ken", { isBare: true, scheme: null }],
  ["Bearer%20t0ken", { isPercentEncoded: true, isSchemeEscaped: true }],
  ['Bearer "t0ken"', { isQuoted: true, scheme: "bearer" }],
  ["Basic user:t0ken", { basic: "raw" }],
  ["Basic t0ken-!", { basic: "undecodable" }],
  [`Basic ${btoa("t0ken")}`, { basic: "no-colon" }],
  [`Basic ${btoa("user:t0ken\n")}`, { basic: "line-break" }],
  [`Basic ${btoa("user:t0ken")}`, { basic: "fine" }],
  ["Secretword t0ken", { scheme: "other" }],
])("C08 C10 C11 C12 %s", (value, expected) => {
  expect(header(value)).toMatchObject(expected);
});

test("The pointer leads to the value, and the value is nowhere", () => {
  const [row, token] = shapes({
    headers: [
      { name: "X-Scope-OrgID", value: "one", secret: false },
      { name: "Api-Key", value: "eu01xx-t0ken" },
    ],
    auth: { type: "bearer", token: "Bearer t0ken" },
  });
  expect(row).toMatchObject({ pointer: "/connection/headers/1/value", header: "api-key", scheme: null, region: "eu" });
  expect(token).toMatchObject({ pointer: "/connection/auth/token", field: "token", isBearerTwice: true });
  expect(JSON.stringify([row, token, header("Secretword t0ken")])).not.toMatch(/t0ken|secretword/i);
});

test("A percent sign that is no escape, and a plain key, have no fault", () => {
  expect(header("100%zz", "x-key")).toMatchObject({ isPercentEncoded: false, isQuoted: false, isDirty: false });
});
