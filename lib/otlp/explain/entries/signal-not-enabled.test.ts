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

test("H09 UNIMPLEMENTED for every signal may be any gRPC server: likely, and nothing is left to turn on", () => {
  const attempts = signals.map((signal) => attempt(signal, { grpc: 12, words: "unknown service" }, { path: "" }));
  const known = facts({ transport: "grpc", attempts });
  expect(told(known)).toEqual([`signal.not_enabled likely ${all}: no fix`]);
  expect(diagnose(known)[0]?.title).toBe("This gRPC server has no OTLP service for traces, metrics and logs");
});

test("H09 over gRPC for a signal that is alone: an empty call to the services beside it", () => {
  const attempts = [attempt("metrics", { grpc: 12, words: "unknown service" }, { path: "" })];
  const alone = facts({ transport: "grpc", signals: ["metrics"], attempts });
  expect(told(asked(alone, { empty: () => ({ grpc: 0 }) }))).toEqual([
    "signal.not_enabled certain metrics: Turn metrics off",
  ]);
  expect(told(asked(alone, { empty: () => ({ grpc: 12 }) }))).toEqual(["signal.not_enabled likely metrics: no fix"]);
});

test("H09 is not claimed where the path answers without items: it is the item that is not found", () => {
  const attempts = [attempt("traces", { status: 404, body: "no dataset" })];
  const known = asked(facts({ signals: ["traces"], attempts }), {
    empty: ({ path }) => (path.startsWith("/v1/") ? accepted : missing),
  });
  expect(told(known)).toEqual(["unrecognised possible traces: no fix"]);
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
