import { expect, test } from "vitest";
import { earliest, expiryFrom, expiryOf, expiryState } from "#lib/destination/secret-expiry";

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const jwt = (claims: object) => `${part({ alg: "HS256" })}.${part(claims)}.c2lnbmF0dXJl`;

test.each([
  ["a JWT", jwt({ exp: 1_800_000_000 }), "2027-01-15T08:00:00.000Z"],
  ["a JWT behind Bearer", `Bearer ${jwt({ exp: 1_800_000_000 })}`, "2027-01-15T08:00:00.000Z"],
  ["an Azure SAS", "?sv=2022&se=2027-02-03T04%3A05%3A06Z&sig=abc%3D", "2027-02-03T04:05:06.000Z"],
  ["an Azure SAS URL", "https://a.example/x?se=2027-02-03&sig=abc", "2027-02-03T00:00:00.000Z"],
  ["a SharedAccessSignature", "SharedAccessSignature sr=x&sig=y&se=1800000000&skn=root", "2027-01-15T08:00:00.000Z"],
  [
    "a signed AWS URL",
    "https://b.s3.amazonaws.com/?X-Amz-Date=20270101T000000Z&X-Amz-Expires=86400&X-Amz-Signature=a",
    "2027-01-02T00:00:00.000Z",
  ],
  ["an STS answer", '{"Credentials":{"Expiration":"2027-01-01T01:00:00+01:00"}}', "2027-01-01T00:00:00.000Z"],
])("%s tells when it expires", (_, value, at) => {
  expect(expiryOf(value)).toBe(at);
});

test.each([
  "NRAK-0123456789",
  "eyJhbGciOiJIUzI1NiJ9",
  "eyJhbGciOiJIUzI1NiJ9.bm90IGpzb24.x",
  jwt({ exp: "soon" }),
  jwt({ exp: 1e300 }),
  jwt({}),
  "se=2027-01-01",
  "sig=x&se=never",
  "{",
  "{}",
  "",
  "a".repeat(100_000),
])("a value that tells nothing is no error: %#", (value) => {
  expect(expiryOf(value)).toBeNull();
});

test("the list warns 14 days ahead, and says what has expired", () => {
  const now = new Date("2027-01-01T00:00:00Z");
  expect(expiryState("2027-01-15T00:00:01Z", now)).toBe("later");
  expect(expiryState("2027-01-15T00:00:00Z", now)).toBe("soon");
  expect(expiryState("2027-01-01T00:00:00Z", now)).toBe("expired");
});

test("a day ends with it; what is no day is none", () => {
  expect(expiryFrom("2027-01-31")).toBe("2027-01-31T23:59:59.000Z");
  expect(expiryFrom("2027-01-31T12:00:00+02:00")).toBe("2027-01-31T10:00:00.000Z");
  for (const text of ["2027-02-31", "31.1.2027", "tomorrow", "", "2027"]) expect(expiryFrom(text)).toBeNull();
});

test("the first of several counts", () => {
  expect(earliest([null, "2027-01-02T00:00:00Z", "2026-12-31T23:00:00.000Z"])).toBe("2026-12-31T23:00:00.000Z");
  expect(earliest([null])).toBeNull();
});
