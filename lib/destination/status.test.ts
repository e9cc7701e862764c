import { describe, expect, test } from "vitest";
import { type SignalFacts, type State, stateOf, worstState } from "#lib/destination/status";

const nowMs = Date.parse("2026-11-21T14:00:00.000Z");
const quiet: SignalFacts = {
  isOn: true,
  isPaused: false,
  failing: null,
  queuedItems: 0,
  oldestAtMs: null,
  lastReceivedAtMs: null,
  lastSuccessAtMs: null,
};
const state = (facts: Partial<SignalFacts>) => stateOf({ ...quiet, ...facts }, nowMs);
const ago = (ms: number) => nowMs - ms;
const waiting = (ageMs: number) => ({ queuedItems: 1, oldestAtMs: ago(ageMs) });

describe("the state of a signal is what the facts say", () => {
  test("nothing received and nothing sent within two minutes is nothing to send, a metric a minute is delivering", () => {
    expect(state({})).toBe("nothing_to_send");
    expect(state({ lastReceivedAtMs: ago(120_001), lastSuccessAtMs: ago(120_001) })).toBe("nothing_to_send");
    expect(state({ lastReceivedAtMs: ago(120_000) })).toBe("delivering");
    expect(state({ lastSuccessAtMs: ago(60_000) })).toBe("delivering");
    expect(state(waiting(1))).toBe("delivering");
  });

  test("a failure is never shown as delivering, however much was accepted before", () => {
    const failing = { kind: "retrying" as const, sinceMs: ago(1000) };
    expect(state({ failing, ...waiting(1000), lastSuccessAtMs: ago(2000) })).toBe("retrying");
    expect(state({ failing: { ...failing, kind: "refused" }, lastSuccessAtMs: ago(1) })).toBe("refused");
  });

  test("older than 60 s is backlogged only while others are accepted", () => {
    expect(state({ ...waiting(60_001), lastSuccessAtMs: ago(1000) })).toBe("backlogged");
    expect(state({ ...waiting(60_000), lastSuccessAtMs: ago(1000) })).toBe("delivering");
    const failing = { kind: "retrying" as const, sinceMs: ago(90_000) };
    expect(state({ ...waiting(61_000), failing, lastSuccessAtMs: ago(60_001) })).toBe("retrying");
    expect(state({ ...waiting(61_000), failing, lastSuccessAtMs: ago(60_000) })).toBe("backlogged");
  });

  test("off overrides paused, paused overrides every failure", () => {
    const failing = { kind: "refused" as const, sinceMs: ago(1) };
    expect(state({ isPaused: true, failing, ...waiting(90_000) })).toBe("paused");
    expect(state({ isOn: false, isPaused: true, failing })).toBe("off");
  });
});

test("a destination is as well as its worst signal, and off only where all are", () => {
  const worst = (...[traces = "off", metrics = "off", logs = "off"]: State[]) => worstState({ traces, metrics, logs });
  expect(worst("delivering", "refused", "retrying")).toBe("refused");
  expect(worst("delivering", "nothing_to_send", "backlogged")).toBe("backlogged");
  expect(worst("off", "nothing_to_send", "off")).toBe("nothing_to_send");
  expect(worst("off", "paused", "off")).toBe("paused");
  expect(worst()).toBe("off");
});
