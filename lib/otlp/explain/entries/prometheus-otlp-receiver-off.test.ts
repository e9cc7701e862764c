import { expect, test } from "vitest";
import { asked, attempt, facts, told } from "#lib/otlp/explain/testing/facts";

const missing = (body = "") => facts({ signals: ["metrics"], attempts: [attempt("metrics", { status: 404, body })] });
const built = '{"status":"success","data":{"version":"3","revision":"a","goVersion":"go1"}}';

test("H10 a 404 that names the flag is certain, here or below /api/v1/otlp", () => {
  const flag = "start with enable-otlp-receiver";
  const named = ["prometheus.otlp_receiver_off certain metrics: no fix"];
  expect(told(missing(flag))).toEqual(named);
  const below = asked(missing(), {
    empty: ({ path }) => ({ status: 404, body: path.startsWith("/api/v1/otlp") ? flag : "" }),
  });
  expect(told(below)).toEqual(named);
});

test("H10 the build information of a Prometheus is likely, of another program none", () => {
  const page = (body: string) => asked(missing(), { page: () => ({ status: 200, type: "application/json", body }) });
  expect(told(page(built))[0]).toBe("prometheus.otlp_receiver_off likely metrics: no fix");
  expect(told(page(built.replace('"version"', '"application":"x","version"'))).join()).not.toContain("prometheus");
  expect(told(page("<html>")).join()).not.toContain("prometheus");
});
