import { expect, test } from "vitest";
import { asked, attempt, facts, told } from "#lib/otlp/explain/testing/facts";

/** Logs with a URL of their own. */
function own(path: string, answered: Parameters<typeof attempt>[1]) {
  const known = facts({ signals: ["logs"], attempts: [attempt("logs", answered, { path })] });
  const connection = { endpoint: `http://otlp.example.com:4318${path}` };
  const logs = { enabled: true, connection };
  return { ...known, destination: { ...known.destination, signals: { logs } } };
}
const receiver = { empty: () => ({ status: 200, type: "application/x-protobuf" }) };

test("H11 path and complaint name another signal: certain; one of them: likely", () => {
  const words = { status: 400, body: "no TracesData" };
  expect(told(asked(own("/in/traces", words), receiver))).toEqual(["path.wrong_signal certain logs: Use …/in/logs"]);
  expect(told(own("/in", words))[0]).toBe("path.wrong_signal likely logs: no fix");
  expect(told(own("/in/traces", { status: 400, body: "?" }))[0]).toBe("path.wrong_signal likely logs: no fix");
});

test("H11 is not claimed for a path that names its own signal, for a refusal of the key, or for what was taken in an odd place", () => {
  for (const known of [
    own("/traces/logs", { status: 400, body: "?" }),
    own("/in/traces", { status: 401 }),
    own("/in/traces", { status: 200, type: "application/x-protobuf" }),
    own("/in/backtraces", { status: 400 }),
  ]) {
    expect(told(known).join()).not.toContain("path.wrong_signal");
  }
});
