import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { all, allAnswered, facts, told } from "#lib/otlp/explain/testing/facts";

const refused = (body: string, more: object = {}) =>
  facts({ hasCredentials: true, attempts: allAnswered({ status: 403, type: "application/json", body }), ...more });

test("A08 the reason for programs is certain, Google's host without one is likely", () => {
  const body =
    '{"error":{"status":"PERMISSION_DENIED","details":[{"reason":"SERVICE_DISABLED","domain":"googleapis.com"}]}}';
  expect(told(refused(body))).toEqual([`gcp.quota_project_or_role certain ${all}: no fix`]);
  expect(told(refused("{}", { host: "telemetry.googleapis.com" }))[0]).toBe(
    `gcp.quota_project_or_role likely ${all}: no fix`,
  );
});

test("A08 is not claimed for such a word of another backend, or without credentials", () => {
  expect(told(refused('{"reason":"SERVICE_DISABLED"}')).join()).not.toContain("gcp.");
  const none = refused("{}", { host: "telemetry.googleapis.com", hasCredentials: false });
  expect(told(none).join()).not.toContain("gcp.");
});

test.each([
  ["The telemetry API requires a quota project, which is not set", "which project pays"],
  ["Permission 'telemetry.traces.write' denied on resource (or it may not exist)", "A role is missing"],
  ["no", "token, role or quota project"],
])("A08 without a named reason, Google's words choose the title: %s", (message, title) => {
  const known = refused(JSON.stringify({ error: { message } }), { host: "telemetry.googleapis.com" });
  expect(diagnose(known)[0]?.title).toContain(title);
  expect(diagnose(known)[0]?.certainty).toBe("likely");
});
