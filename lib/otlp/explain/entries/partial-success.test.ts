// B10, B13 and B14 are told apart by two numbers and a text.
import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { accepted, attempt, facts, told } from "#lib/otlp/explain/testing/facts";

const metrics = (rejected: number, message: string) => {
  const body = JSON.stringify({ partialSuccess: { rejectedDataPoints: String(rejected), errorMessage: message } });
  const partial = attempt("metrics", { status: 200, type: "application/json", body });
  return facts({ attempts: [attempt("traces", accepted), partial, attempt("logs", accepted)] });
};

test("B10 all of them: failed, with the server's reason", () => {
  expect(told(metrics(3, "cumulative only"))).toEqual(["partial.everything_rejected certain metrics: no fix"]);
  expect(diagnose(metrics(3, "cumulative only"))[0]?.advice).toContain("cumulative only");
});

test("B13 some of them: the count is told", () => {
  expect(told(metrics(2, ""))).toEqual(["partial.some_rejected certain metrics: no fix"]);
  expect(diagnose(metrics(2, ""))[0]?.title).toBe("The server rejected 2 of 3 data points");
});

test("B14 none, with a message", () => {
  expect(told(metrics(0, "deprecated"))).toEqual(["partial.warning certain metrics: no fix"]);
  expect(diagnose(metrics(0, "deprecated"))[0]?.advice).toContain("deprecated");
});

test("B11 none and no message is plain success: nothing is told", () => {
  expect(told(metrics(0, ""))).toEqual([]);
});
