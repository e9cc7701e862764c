// What the probe says of real receivers of one signal: Prometheus without deltas, without its path or without its switch; Jaeger,
// which takes traces alone. Each fix that is offered is applied and probed again.
import assert from "node:assert/strict";
import type { EngineProcess } from "#e2e/soak/engine-process";
import { applyFix } from "#lib/destination/fix";
import type { ProbedDestination } from "#lib/destination/schema";
import type { Report } from "#lib/otlp/report";

type Check = { title: string; run: () => Promise<void> };
type Expected = { code: string; certainty?: "likely"; fix: "applied" | "none" };

export function prometheusProbes(engine: EngineProcess, url: string, switchedOff: string): Check[] {
  const metrics = (endpoint: string, temporality: "cumulative" | "delta" = "cumulative"): ProbedDestination => ({
    connection: { transport: "http", endpoint },
    signals: { metrics: { enabled: true, temporality } },
  });
  return [
    {
      title: "Prometheus: a probe of totals is accepted and says nothing",
      run: async () => assert.deepEqual(codesOf(await probe(engine, metrics(`${url}/api/v1/otlp`))), []),
    },
    named(engine, "Prometheus: deltas are refused", metrics(`${url}/api/v1/otlp`, "delta"), {
      // Its words alone say so.
      ...{ code: "metrics.delta_rejected", certainty: "likely", fix: "applied" },
    }),
    named(engine, "Prometheus: its path is missing", metrics(url), { code: "path.vendor_prefix", fix: "applied" }),
    named(engine, "Prometheus: its receiver is off", metrics(`${switchedOff}/api/v1/otlp`), {
      ...{ code: "prometheus.otlp_receiver_off", fix: "none" },
    }),
  ];
}

export function jaegerProbes(engine: EngineProcess, grpc: ProbedDestination, http: ProbedDestination): Check[] {
  const all = (destination: ProbedDestination): ProbedDestination => ({
    ...destination,
    signals: { traces: { enabled: true }, metrics: { enabled: true }, logs: { enabled: true } },
  });
  return [
    named(engine, "Jaeger: it takes no metrics and no logs, gRPC", all(grpc), {
      ...{ code: "signal.not_enabled", fix: "applied" },
    }),
    named(engine, "Jaeger: it takes no metrics and no logs, HTTP", all(http), {
      ...{ code: "signal.not_enabled", fix: "applied" },
    }),
  ];
}

function named(engine: EngineProcess, title: string, destination: ProbedDestination, expected: Expected): Check {
  const run = async () => {
    const report = await probe(engine, destination);
    assert.deepEqual(
      codesOf(report),
      [`${expected.code} ${expected.certainty ?? "certain"}`],
      JSON.stringify(report, null, 1),
    );
    if (expected.fix === "none") return;
    const fix = report.diagnosis[0]?.fix;
    assert.ok(fix, "no fix is offered");
    const again = await probe(engine, applyFix(destination, fix));
    assert.equal(again.verdict, "accepted", JSON.stringify(again, null, 1));
  };
  return { title: `${title}: ${expected.code}`, run };
}

function codesOf({ diagnosis }: Report): string[] {
  return diagnosis.map(({ code, certainty }) => `${code} ${certainty}`);
}

async function probe({ client }: EngineProcess, destination: ProbedDestination): Promise<Report> {
  const started = await client.startProbe({ destination, problems: [], sdk: false, anonymous: false });
  assert.ok(started.ok, "the probe did not start");
  const events = await client.readProbe(started.data.id, new AbortController().signal);
  assert.ok(events.ok, "the probe cannot be read");
  for await (const event of events.data) if ("report" in event) return event.report;
  throw new Error("The probe ended without a report");
}
