import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { deriveKey, seal, unseal } from "#lib/seal";

const key = randomBytes(32);

test("what was sealed opens with the same key and context only", () => {
  const sealed = seal(key, "secret ü", "row 1");
  expect(unseal(key, sealed, "row 1")).toBe("secret ü");
  expect(unseal(key, sealed, "row 2")).toBeNull();
  expect(unseal(randomBytes(32), sealed, "row 1")).toBeNull();
});

test("a sealed text holds nothing of the plain one and never repeats", () => {
  const sealed = seal(key, "hunter2hunter2", "row");
  expect(Buffer.from(sealed.slice(3), "base64url").includes("hunter2")).toBe(false);
  expect(seal(key, "hunter2hunter2", "row")).not.toBe(sealed);
});

test("any changed byte, a cut or another version does not open", () => {
  const sealed = seal(key, "text", "row");
  const bytes = Buffer.from(sealed.slice(3), "base64url");
  for (let index = 0; index < bytes.length; index++) {
    const changed = Buffer.from(bytes);
    changed[index] = (changed[index] ?? 0) ^ 1;
    expect(unseal(key, `v1.${changed.toString("base64url")}`, "row")).toBeNull();
  }
  for (const broken of ["", "v1", "v1.", "v1.AAAA", sealed.slice(0, -4), sealed.replace("v1", "v2"), `${sealed}.x`]) {
    expect(unseal(key, broken, "row")).toBeNull();
  }
});

test("keys for two purposes differ from each other and from the sealing key", () => {
  const keys = [key, deriveKey(key, "session"), deriveKey(key, "fingerprint")].map((one) => one.toString("hex"));
  expect(new Set(keys).size).toBe(3);
});
