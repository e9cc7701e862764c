import { describe, expect, test } from "vitest";
import { type Case, planCases, requestsMax, type Tried, type Wish } from "#lib/engine/capabilities/plan";
import { connection } from "#lib/engine/testing/peers";
import { type Signal, signals } from "#lib/otlp/signal";

const wishes: Wish[] = [false, true].flatMap((otherTransport) =>
  [false, true].map((largeBatches) => ({ otherTransport, largeBatches })),
);
const tried = (signal: Signal, more: Partial<Tried["connection"]> = {}): Tried => ({
  signal,
  connection: connection({ port: 4318, path: `/v1/${signal}` }, more),
  temporality: "cumulative",
  histograms: "explicit",
});
const all = (more: Partial<Tried["connection"]> = {}) => signals.map((signal) => tried(signal, more));
const of = (cases: readonly Case[], aspect: Case["aspect"]) => cases.filter((one) => one.aspect === aspect);
const plain = { otherTransport: false, largeBatches: false };

describe("which requests tell what an endpoint accepts", () => {
  test("never more than 40, whatever is asked for and however it is set", () => {
    for (const wish of wishes) {
      for (const transport of ["http", "grpc"] as const) {
        for (const encoding of ["protobuf", "json"] as const) {
          for (const count of [1, 2, 3]) {
            const cases = planCases(all({ transport, encoding }).slice(0, count), wish);
            expect(cases.length).toBeLessThanOrEqual(requestsMax);
            expect(of(cases, "settings")).toHaveLength(count);
          }
        }
      }
    }
    expect(requestsMax).toBe(40);
  });

  test("each signal is tried in the other encoding, the other compression and the other transport on the same port", () => {
    const cases = planCases(all(), plain);
    for (const signal of signals) {
      const vary = cases.filter((one) => one.signal === signal && !one.isLastResort && one.aspect !== "size");
      expect(vary.map(({ aspect, vary }) => [aspect, vary])).toEqual([
        ["settings", {}],
        ...(signal === "metrics"
          ? [
              ["temporality", { temporality: "delta" }],
              ["histograms", { histograms: "exponential" }],
            ]
          : []),
        ["encoding", { encoding: "json" }],
        ["compression", { compression: "gzip" }],
        ["transport", { transport: "grpc", port: 4318, encoding: "protobuf" }],
      ]);
    }
  });

  test("over gRPC there is no encoding to vary", () => {
    const cases = planCases(all({ transport: "grpc" }), plain);
    expect(of(cases, "encoding")).toEqual([]);
    expect(of(cases, "transport").map(({ what }) => what)).toContain("HTTP on the same port");
  });

  test("another port only when asked for, and never the same one twice", () => {
    const ports = (cases: readonly Case[]) => new Set(of(cases, "transport").map(({ vary }) => vary.port));
    const wish = { otherTransport: true, largeBatches: false };
    expect(ports(planCases(all(), plain))).toEqual(new Set([4318]));
    expect(ports(planCases(all(), wish))).toEqual(new Set([4318, 4317]));
    const at4317 = connection({ port: 4317 }).target;
    expect(of(planCases(all({ target: at4317 }), wish), "transport")).toHaveLength(3);
  });

  test("batches double from 16 KiB to 1 MiB; to 8 MiB when asked for, the smallest of later signals left out where 40 do not suffice", () => {
    const kib = (cases: readonly Case[], signal: Signal) =>
      of(cases, "size").flatMap((one) => (one.signal === signal && one.bytes ? [one.bytes / 1024] : []));
    const usual = [16, 32, 64, 128, 256, 512, 1024];
    const cases = planCases(all(), plain);
    for (const signal of signals) expect(kib(cases, signal)).toEqual(usual);
    const most = planCases(all(), { otherTransport: true, largeBatches: true });
    expect(most).toHaveLength(40);
    expect(kib(most, "traces")).toEqual([...usual, 2048, 4096, 8192]);
    for (const signal of ["metrics", "logs"] as const) {
      const left = kib(most, signal);
      expect([...usual, 2048, 4096, 8192].slice(-left.length)).toEqual(left);
      expect(left.length).toBeGreaterThan(3);
    }
  });
});
