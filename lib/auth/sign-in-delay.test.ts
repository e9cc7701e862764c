import { expect, test } from "vitest";
import { attemptKey, nextTryAt, placeKey } from "#lib/auth/sign-in-delay";

const lastAt = "2026-01-01T00:00:00.000Z";
const waitSeconds = (kind: "browser" | "session" | "account" | "address", failures: number) => {
  const at = nextTryAt({ key: attemptKey(kind, "x"), failures, lastAt });
  return at === null ? 0 : (at.getTime() - Date.parse(lastAt)) / 1000;
};

test("from one place a wait doubles after four failures and never passes a minute: nobody is locked out for long", () => {
  const failures = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 50, 5000];
  const strict = [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60];
  for (const kind of ["browser", "session"] as const) {
    expect(failures.map((count) => waitSeconds(kind, count))).toEqual(strict);
  }
  const lastWait = nextTryAt({ key: placeKey("ada@example.com", null), failures: 5, lastAt });
  expect(lastWait).toEqual(new Date(Date.parse(lastAt) + 2000));
});

test("from all places that are not known an account may be failed fifty times, then once a minute", () => {
  expect([4, 49, 50, 51, 56, 5000].map((failures) => waitSeconds("account", failures))).toEqual([0, 0, 1, 2, 60, 60]);
});

test("a place is an account and a network: another of either is another", () => {
  const key = placeKey("ada@example.com", "2001:db8:0:7::1");
  expect(placeKey("Ada@Example.com", "2001:db8:0:7::2")).toBe(key);
  const others = [placeKey("eve@example.com", "2001:db8:0:7::1"), placeKey("ada@example.com", "192.0.2.1")];
  expect(others).not.toContain(key);
});

test("an address may fail twenty times and then waits half a minute at most: others sit behind it too", () => {
  expect([19, 20, 21, 30, 5000].map((failures) => waitSeconds("address", failures))).toEqual([0, 1, 2, 30, 30]);
});

test("a key holds neither the email nor the address, and upper case is the same account", () => {
  expect(attemptKey("account", "Ada@Example.com")).toBe(attemptKey("account", "ada@example.com"));
  expect(attemptKey("account", "ada@example.com")).not.toContain("ada");
});

test("an IPv6 address counts by its /64, in any spelling; an IPv4 address by itself", () => {
  const key = (address: string) => attemptKey("address", address);
  const same = [
    "2001:db8:0:7::1",
    "2001:DB8:0:7:ffff:ffff:ffff:ffff",
    "2001:0db8::7:0:0:0:9",
    "2001:db8:0:7::192.0.2.1",
  ];
  expect(new Set(same.map(key)).size).toBe(1);
  expect(key("2001:db8:0:8::1")).not.toBe(key("2001:db8:0:7::1"));
  expect(key("2001:db8::1")).toBe(key("2001:db8:0:0:1::"));
  expect(key("::1")).toBe(key("::ffff:0:0"));
  expect(key("192.0.2.1")).not.toBe(key("192.0.2.2"));
});
