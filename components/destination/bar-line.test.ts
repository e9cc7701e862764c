import { expect, test } from "vitest";
import { countWrong } from "./bar-line";

const problem = (path: string) => ({ path, code: "settings.invalid" as const, message: "Wrong", fix: null });

test("a field is to be corrected while its message is shown and still true", () => {
  const errors = {
    name: { type: "settings.invalid", message: "Wrong" },
    signals: { metrics: { interval: { type: "settings.invalid", message: "Wrong" } } },
  };
  const both = [problem("/name"), problem("/signals/metrics/intervalMs")];
  expect(countWrong(errors, { problems: both })).toBe(2);
  expect(countWrong(errors, { problems: both.slice(1) }), "the name was put right").toBe(1);
  expect(countWrong({}, { problems: both }), "nothing is shown yet").toBe(0);
});

test("what only the server can judge counts until its message goes, a select named type like any field", () => {
  const errors = {
    connection: {
      tls: { ca: { type: "server", message: "No certificate" } },
      auth: { type: { type: "settings.invalid", message: "Wrong" } },
    },
  };
  expect(countWrong(errors, { problems: [] })).toBe(1);
  expect(countWrong(errors, { problems: [problem("/connection/auth/type")] })).toBe(2);
});
