import { expect, test } from "vitest";
import { diagnose, diagnoseProblems, rankAll } from "#lib/otlp/explain/diagnose";
import { keyOf } from "#lib/otlp/explain/questions";
import { registry } from "#lib/otlp/explain/registry";
import { accepted, allAnswered, asked, attempt, facts, fault, told } from "#lib/otlp/explain/testing/facts";
import type { Diagnosis } from "#lib/otlp/report";
import { leastMs } from "#lib/testing/thread-ms";

const diagnosis = (code: string, certainty: Diagnosis["certainty"], signals: Diagnosis["signals"]): Diagnosis => ({
  code,
  certainty,
  signals,
  title: code,
  advice: "",
  fix: null,
});

test("all is well: no diagnosis", () => {
  expect(diagnose(facts({ attempts: allAnswered(accepted) }))).toEqual([]);
});

test("a failure that no entry knows is shown and not guessed: possible, no fix, the server's words", () => {
  const [told] = diagnose(facts({ attempts: allAnswered({ status: 418, body: "short and stout" }) }));
  expect(told).toMatchObject({
    code: "unrecognised",
    certainty: "possible",
    fix: null,
    title: "Not recognised: the server answered 418",
  });
  expect(told?.advice).toContain("short and stout");
});

test("an answer that broke off is told as that, not by the status it began with", () => {
  const cut = (more: object) => facts({ attempts: allAnswered({ status: 200, body: "abc", ...more }) });
  const title = (more: object) => diagnose(cut(more))[0]?.title;
  expect(title({ fault: fault("ECONNRESET") })).toBe(
    "Not recognised: the server began to answer 200, and the answer broke off (ECONNRESET)",
  );
  expect(title({ fault: fault("ETIMEDOUT"), timedOut: true })).toBe(
    "Not recognised: the server began to answer 200, and the answer did not end in time",
  );
});

test("only failing signals are listed", () => {
  const attempts = [attempt("traces", accepted), attempt("metrics", { status: 418 }), attempt("logs", { status: 413 })];
  expect(told(facts({ attempts }))).toEqual([
    "body.too_large_http certain logs: no fix",
    "unrecognised possible metrics: no fix",
  ]);
});

test("most certain first, equal ones joined, at most three", () => {
  const many = ["a", "b", "c", "d"].map((code) => diagnosis(code, "possible", ["logs"]));
  const ranked = rankAll([...many, diagnosis("z", "certain", ["traces"]), diagnosis("z", "certain", ["metrics"])]);
  expect(ranked.map(({ code, signals }) => `${code} ${signals.join()}`)).toEqual([
    "z traces,metrics",
    "a logs",
    "b logs",
  ]);
});

test("no failing signal is left without a diagnosis, however many come before its own", () => {
  const many = ["a", "b", "c"].map((code) => diagnosis(code, "certain", ["traces"]));
  const ranked = rankAll([
    diagnosis("e", "possible", ["logs"]),
    diagnosis("f", "possible", ["traces", "logs"]),
    diagnosis("d", "likely", ["metrics"]),
    ...many,
  ]);
  expect(ranked.map(({ code }) => code)).toEqual(["a", "b", "c", "d", "e"]);
});

test("a wrong value is certain, stands at its field, and concerns the signal whose own connection it is", () => {
  const fix = { label: "Use http://collector:4318", changes: [] };
  const message = "Add a scheme: http://collector:4318 or https://";
  const code = "url.missing_scheme";
  const [shared, own] = diagnoseProblems(
    [
      { path: "/connection/endpoint", code, message, fix },
      { path: "/signals/logs/connection/endpoint", code, message, fix: null },
    ],
    ["traces", "logs"],
  );
  expect(shared).toEqual({
    code,
    certainty: "certain",
    signals: ["traces", "logs"],
    title: message,
    advice: "In the field Endpoint.",
    fix,
  });
  expect(own).toMatchObject({ signals: ["logs"], advice: "In the field Endpoint of the own connection for logs." });
});

test("every entry has a code of its own, and says nothing about a connection without trouble", () => {
  expect(new Set(registry.map(({ code }) => code)).size).toBe(registry.length);
  const calm = asked(facts({ attempts: allAnswered(accepted) }), { empty: () => ({ status: 400 }) });
  const known = new Set(calm.replies.map(({ question }) => keyOf(question)));
  expect(known.size).toBe(1);
  for (const entry of registry) {
    expect(entry.recognise(calm), entry.code).toBeNull();
    expect(entry.ask?.(calm).filter((question) => !known.has(keyOf(question))) ?? [], entry.code).toEqual([]);
  }
});

test.each(["refus", "memory", "size ", "exceed", "header x-a-", "tenant ", "Exception.", "(1 vs "])(
  "no words of a server hold the engine up: %s, over and over",
  (piece) => {
    const body = piece.repeat(8192 / piece.length);
    const headers = { "x-amzn-errortype": body };
    const attempts = [400, 403, 503].flatMap((status) => allAnswered({ status, body, headers }));
    const lookedMs = leastMs(3, () => {
      for (const one of attempts) diagnose(facts({ hasCredentials: true, signals: [one.signal], attempts: [one] }));
    });
    expect(lookedMs).toBeLessThan(100);
  },
);
