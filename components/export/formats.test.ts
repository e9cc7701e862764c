import { expect, test } from "vitest";
import { exportLabels as written } from "#lib/format/write";
import { exportFormats } from "./formats";

test("every format that can be written is in the menu, and none that cannot", () => {
  expect([...exportFormats].sort()).toEqual(written.map(({ format }) => format).sort());
});
