import { expect, test } from "vitest";
import { all, allAnswered, facts, told } from "#lib/otlp/explain/testing/facts";

const answered = (words: string, grpc = 8) =>
  told(facts({ transport: "grpc", attempts: allAnswered({ grpc, words }) }));

test.each([
  ["grpc: received message after decompression larger than max (4194305 vs. 4194304)", 8],
  ["Error, decoded message length too large: found 6291456 bytes, the limit is: 4194304 bytes", 11],
])("B07 %s", (words, grpc) => {
  expect(answered(words, grpc)).toEqual([`body.too_large_grpc certain ${all}: no fix`]);
});

test("B07 words of a size without two numbers are likely", () => {
  expect(answered("the message exceeds the maximum size")).toEqual([`body.too_large_grpc likely ${all}: no fix`]);
});

test("B07 is not claimed for a web page read as a length (H13), nor for a rate (R02)", () => {
  const page = "Received message larger than max (1752460652 vs 4194304)";
  expect(answered(page).join()).not.toContain("body.too_large_grpc");
  expect(answered("request rate too large").join()).not.toContain("body.too_large_grpc");
});
