import { describe, expect, test } from "vitest";
import { type Routed, route } from "#lib/engine/receive/route";

const destination = (id: string, more: Partial<Routed> = {}): Routed => ({
  id,
  enabled: true,
  sources: ["otlp"],
  signals: { traces: { enabled: true } },
  ...more,
});

describe("who gets an item, decided when it is received", () => {
  test("each destination that is on, with this signal on and this source listed, in the configuration's order", () => {
    const configuration = [
      destination("b"),
      destination("off", { enabled: false }),
      destination("signal off", { signals: { traces: { enabled: false }, logs: { enabled: true } } }),
      destination("signal missing", { signals: {} }),
      destination("other source", { sources: ["audit"] }),
      destination("a", { sources: ["audit", "otlp"] }),
    ];
    expect(route({ signal: "traces", source: "otlp" }, configuration)).toEqual(["b", "a"]);
    expect(route({ signal: "traces", source: "audit" }, configuration)).toEqual(["other source", "a"]);
    expect(route({ signal: "logs", source: "otlp" }, configuration)).toEqual(["signal off"]);
    expect(route({ signal: "metrics", source: "otlp" }, configuration)).toEqual([]);
  });

  test("a new configuration counts at once, an old one stays what it was", () => {
    const before = [destination("a")];
    const after = [destination("a", { enabled: false })];
    expect(route({ signal: "traces", source: "otlp" }, before)).toEqual(["a"]);
    expect(route({ signal: "traces", source: "otlp" }, after)).toEqual([]);
    expect(route({ signal: "traces", source: "otlp" }, before)).toBe(
      route({ signal: "traces", source: "otlp" }, before),
    );
  });
});
