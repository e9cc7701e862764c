// Whose words an outcome holds.
import { expect, test } from "vitest";
import { brokeWords } from "./said";

test("a connection that broke said nothing: its words are this machine's", () => {
  const message = "ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:4318";
  expect(brokeWords({ status: "ECONNREFUSED", message })).toBe("connect ECONNREFUSED 127.0.0.1:4318");
});

test("what a server answered stays its own words", () => {
  expect(brokeWords({ status: "401", message: "unknown api key" })).toBeNull();
  expect(brokeWords({ status: "503", message: null })).toBeNull();
  expect(brokeWords({ status: null, message: "null: " })).toBeNull();
});
