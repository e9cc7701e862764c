import { expect, test } from "vitest";
import type { Destination } from "#lib/destination/schema";
import { fillTyped, rememberTyped, type TypedSecrets } from "./typed-secrets";

const again = (path: string) => ({ path, code: "secret.enter_again", message: "Enter it again", fix: null });

function withHeaders(headers: { name: string; value: string | null; secret?: boolean }[]): Destination {
  return { name: "d", connection: { transport: "http", endpoint: "https://a", headers }, signals: {} };
}

test("a header typed here is found again by its name, in any case and at any place", () => {
  const typed: TypedSecrets = new Map();
  rememberTyped(withHeaders([{ name: "Api-Key", value: "k1" }]), typed);
  const moved = withHeaders([
    { name: "x-tenant", value: "t", secret: false },
    { name: "api-key", value: null },
  ]);
  const { destination, problems } = fillTyped(moved, [again("/connection/headers/1/value")], typed);
  expect(problems).toEqual([]);
  expect(destination.connection?.headers?.[1]?.value).toBe("k1");
});

test("a secret that was not typed on this page stays to be entered", () => {
  const problem = again("/connection/headers/0/value");
  const { destination, problems } = fillTyped(withHeaders([{ name: "api-key", value: null }]), [problem], new Map());
  expect(problems).toEqual([problem]);
  expect(destination.connection?.headers?.[0]?.value).toBeNull();
});

test("readable headers and empty values are not remembered as secrets", () => {
  const typed: TypedSecrets = new Map();
  rememberTyped(
    withHeaders([
      { name: "x-tenant", value: "t", secret: false },
      { name: "api-key", value: "" },
    ]),
    typed,
  );
  expect(typed.size).toBe(0);
});
