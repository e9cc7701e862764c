import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { accepted, all, asked, attempt, facts, told } from "#lib/otlp/explain/testing/facts";
import { signals } from "#lib/otlp/signal";

const missing = { status: 404, body: "404 page not found" };

test("H09 one path is missing while another signal's answers: the working ones are named in the title only", () => {
  const attempts = [attempt("traces", accepted), attempt("metrics", missing), attempt("logs", accepted)];
  const known = facts({ attempts });
  expect(told(known)).toEqual(["signal.not_enabled certain metrics: Turn metrics off"]);
  expect(diagnose(known)[0]?.title).toBe("Metrics are off at this server; traces and logs are accepted");
});

test("H09 UNIMPLEMENTED with a gRPC status says it by itself; for every signal there is nothing left to turn on", () => {
  const attempts = signals.map((signal) => attempt(signal, { grpc: 12, words: "unknown service" }, { path: "" }));
  expect(told(facts({ transport: "grpc", attempts }))).toEqual([`signal.not_enabled certain ${all}: no fix`]);
});

test("H09 for a signal that is alone: an empty request to the paths beside it", () => {
  const known = asked(facts({ signals: ["metrics"], attempts: [attempt("metrics", missing)] }), {
    empty: ({ path }) => (path === "/v1/traces" ? accepted : missing),
  });
  expect(told(known)).toEqual(["signal.not_enabled certain metrics: Turn metrics off"]);
});

test("H09 is not claimed when every path is missing, nor when gzip is what is not implemented (B05)", () => {
  const attempts = signals.map((signal) => attempt(signal, missing));
  expect(told(asked(facts({ attempts }), {}))).toEqual([`unrecognised possible ${all}: no fix`]);
  const words = 'Decompressor is not installed for grpc-encoding "gzip"';
  const gzip = signals.map((signal) => attempt(signal, { grpc: 12, words }, { path: "" }));
  expect(told(facts({ transport: "grpc", attempts: gzip }))).toEqual([
    `gzip.unsupported_or_broken likely ${all}: Use no compression`,
  ]);
});
