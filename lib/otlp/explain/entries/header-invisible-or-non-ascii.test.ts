import { expect, test } from "vitest";
import { all, refusal, shape, told } from "#lib/otlp/explain/testing/facts";

test("C09 an invisible character in a password that is refused", () => {
  const dirty = shape({ field: "password", isDirty: true, scheme: "basic", basic: "fine" });
  expect(told(refusal(dirty, { status: 401 }))[0]).toBe(
    `header.invisible_or_non_ascii likely ${all}: Remove the invisible characters`,
  );
});
