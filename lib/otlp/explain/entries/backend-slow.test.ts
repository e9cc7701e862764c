import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import type { Attempt } from "#lib/otlp/explain/facts";
import { accepted, all, allAnswered, asked, facts, fault, told } from "#lib/otlp/explain/testing/facts";

const late = (timeoutMs: number) =>
  facts({ attempts: allAnswered({ timedOut: true, fault: fault("ETIMEDOUT") }) }, { timeoutMs });
const after = (durationMs: number) => (attempt: Attempt) => ({
  ...attempt,
  exchange: { ...attempt.exchange, durationMs },
});
const port = () => ({ plain: "http" as const });

test("R06 an empty request is answered at once: twice the time is offered, up to a minute", () => {
  const slow = (timeoutMs: number) => asked(late(timeoutMs), { port, empty: () => accepted });
  expect(told(slow(2000))).toEqual([`backend.slow likely ${all}: Wait up to 4 s`]);
  expect(diagnose(slow(2000))[0]?.fix?.changes).toEqual([{ path: "/connection/timeoutMs", value: 4000 }]);
  expect(told(slow(40_000))).toEqual([`backend.slow likely ${all}: Wait up to 60 s`]);
  expect(told(slow(60_000))).toEqual([`backend.slow likely ${all}: no fix`]);
});

test("R06 also where the server says first that its time is over", () => {
  const known = facts({ transport: "grpc", attempts: allAnswered({ grpc: 4 }).map(after(290)) }, { timeoutMs: 300 });
  expect(told(asked(known, { empty: () => ({ grpc: 0 }) }))).toEqual([`backend.slow likely ${all}: Wait up to 600 ms`]);
});

test("R06 where the server ends the call long before our time is over, a longer one is not offered", () => {
  const known = facts({ transport: "grpc", attempts: allAnswered({ grpc: 4 }).map(after(300)) }, { timeoutMs: 10_000 });
  const replied = asked(known, { empty: () => ({ grpc: 0 }) });
  expect(told(replied)).toEqual([`backend.slow likely ${all}: no fix`]);
  expect(diagnose(replied)[0]?.title).toContain("by itself, after 300 ms");
});

test("R06 and N09 are both possible where nothing was asked, as in an export", () => {
  expect(told(late(2000))).toEqual([
    `tcp.accepts_silent possible ${all}: no fix`,
    `backend.slow possible ${all}: Wait up to 4 s`,
  ]);
});

test("R06 is not claimed for a port that answers nothing (N09)", () => {
  const silent = asked(late(2000), {
    port: () => ({ plain: "silent" }),
    empty: () => ({ timedOut: true }),
    page: () => ({ timedOut: true }),
  });
  expect(told(silent)).toEqual([`tcp.accepts_silent certain ${all}: no fix`]);
});
