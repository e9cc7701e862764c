import { expect, test } from "vitest";
import type { Report } from "#lib/otlp/report";
import { isProven } from "./rotation";

const usedBy = [{ id: "one" }, { id: "two" }];
const probed = (id: string, verdict: Report["verdict"] | null) => ({
  destination: { id, name: id },
  report: verdict === null ? null : ({ verdict } as Report),
  message: "",
});

test("a value is proven when every destination that uses the secret was tested with it and took it", () => {
  expect(isProven(usedBy, [probed("two", "warning"), probed("one", "accepted")])).toBe(true);
});

test("a value that was not tested, not with all, refused or could not be tested is not proven", () => {
  for (const said of [
    null,
    [],
    [probed("one", "accepted")],
    [probed("one", "accepted"), probed("two", "failed")],
    [probed("one", "accepted"), probed("two", null)],
  ])
    expect(isProven(usedBy, said)).toBe(false);
});
