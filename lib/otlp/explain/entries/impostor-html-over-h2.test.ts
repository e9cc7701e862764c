import { expect, test } from "vitest";
import { textInLength } from "#lib/otlp/explain/frame-text";
import { all, allAnswered, facts, told } from "#lib/otlp/explain/testing/facts";

test.each([
  [1752460652, "html"],
  [558124867, "!DOC"],
  [577073778, '"err'],
  [4194305, null],
  [67108864, null],
  [-1, null],
])("H13 the length %i is %s", (length, text) => {
  expect(textInLength(length)).toBe(text);
});

test("H13 a size that is text is likely, a real one is none (B07)", () => {
  const known = (words: string) => facts({ transport: "grpc", attempts: allAnswered({ grpc: 8, words }) });
  expect(told(known("Received message larger than max (1701604463 vs 4194304)"))[0]).toBe(
    `impostor.html_over_h2 likely ${all}: no fix`,
  );
  expect(told(known("Received message larger than max (5242880 vs 4194304)")).join()).not.toContain("html_over_h2");
});
