import { expect, test } from "vitest";
import { hashRecoveryCode, newRecoveryCodes } from "#lib/auth/recovery-code";
import { base32, matchingStep, totpCode, totpStep, totpUri } from "#lib/auth/totp";

const secret = base32(Buffer.from("12345678901234567890"));

test.each([
  [59, "94287082"],
  [1111111109, "07081804"],
  [1111111111, "14050471"],
  [1234567890, "89005924"],
  [2000000000, "69279037"],
  [20000000000, "65353130"],
])("RFC 6238 appendix B: at %d s the code of SHA-1 is %s", (seconds, code) => {
  expect(totpCode(secret, totpStep(new Date(seconds * 1000)), 8)).toBe(code);
  expect(totpCode(secret, totpStep(new Date(seconds * 1000)))).toBe(code.slice(2));
});

test("RFC 4648: the secret reads as apps want it", () => {
  expect(secret).toBe("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  expect(["f", "fo", "foo", "foob", "fooba", "foobar"].map((text) => base32(Buffer.from(text)))).toEqual([
    "MY",
    "MZXQ",
    "MZXW6",
    "MZXW6YQ",
    "MZXW6YTB",
    "MZXW6YTBOI",
  ]);
});

test("a clock may differ by one step either way, and no more", () => {
  const at = new Date(1111111111_000);
  const now = totpStep(at);
  const found = [-2, -1, 0, 1, 2].map((shift) => matchingStep(secret, totpCode(secret, now + shift), at));
  expect(found).toEqual([null, now - 1, now, now + 1, null]);
  for (const text of ["", "12345", "1234567", "abcdef"]) expect(matchingStep(secret, text, at)).toBeNull();
});

test("the QR code names the issuer and the account, whatever stands in them", () => {
  const uri = new URL(totpUri(secret, { issuer: "Outspan: a&b", account: "ada+x@example.com" }));
  expect(uri.host).toBe("totp");
  expect(decodeURIComponent(uri.pathname)).toBe("/Outspan  a&b:ada+x@example.com");
  expect(Object.fromEntries(uri.searchParams)).toMatchObject({ secret, issuer: "Outspan  a&b", digits: "6" });
});

test("ten recovery codes of 80 bits; how one is typed does not matter, whose it is does", () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^([a-z2-7]{4}-){3}[a-z2-7]{4}$/);
  const [code = ""] = codes;
  expect(hashRecoveryCode("u1", ` ${code.toUpperCase().replaceAll("-", " ")}`)).toBe(hashRecoveryCode("u1", code));
  expect(hashRecoveryCode("u2", code)).not.toBe(hashRecoveryCode("u1", code));
});
