import { expect, test } from "vitest";
import { attemptKey, nextTryAt } from "#lib/auth/sign-in-delay";

const lastAt = "2026-01-01T00:00:00.000Z";
const waitSeconds = (kind: "account" | "address", failures: number) => {
  const at = nextTryAt({ key: attemptKey(kind, "x"), failures, lastAt });
  return at === null ? 0 : (at.getTime() - Date.parse(lastAt)) / 1000;
};

test("an account's wait doubles after four failures and never passes a minute: nobody is locked out for long", () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 50, 5000].map((failures) => waitSeconds("account", failures));
  expect(waits).toEqual([0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
});

test("an address may fail twenty times and then waits five minutes at most", () => {
  expect([19, 20, 21, 30, 5000].map((failures) => waitSeconds("address", failures))).toEqual([0, 1, 2, 300, 300]);
});

test("a key holds neither the email nor the address, and upper case is the same account", () => {
  expect(attemptKey("account", "Ada@Example.com")).toBe(attemptKey("account", "ada@example.com"));
  expect(attemptKey("account", "ada@example.com")).not.toContain("ada");
});
