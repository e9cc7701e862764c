import { expect, test } from "vitest";
import { markDifference, previewOf } from "./fix-preview";

test("only the part that changes is marked", () => {
  expect(markDifference("http://collector:4317", "http://collector:4318")).toEqual([
    { kind: "same", text: "http://collector:431" },
    { kind: "gone", text: "7" },
    { kind: "new", text: "8" },
  ]);
  expect(markDifference("https://a", "https://a/otlp")).toEqual([
    { kind: "same", text: "https://a" },
    { kind: "new", text: "/otlp" },
  ]);
});

test("a secret is never in the preview, whatever the fix does to it", () => {
  const destination = {
    connection: {
      headers: [{ name: "api-key", value: " s3cret " }],
      auth: { type: "bearer" as const, token: "s3cret" },
    },
    signals: {},
  };
  const changes = [
    { path: "/connection/headers/0/value", transform: "trim" as const },
    { path: "/connection/auth/token", value: "s3cret" },
    { path: "/connection/headers/0/value", op: "remove" as const },
  ];
  expect(JSON.stringify(previewOf({ label: "Fix", changes }, destination))).not.toContain("s3cret");
});

test("a row or an authentication that goes or comes as a whole shows its name or its kind, and no value", () => {
  const destination = {
    connection: {
      headers: [{ name: "api-key", value: "s3cret" }],
      auth: { type: "basic" as const, username: "u", password: "s3cret" },
    },
    signals: { logs: { enabled: true, connection: { auth: { type: "bearer" as const, token: "s3cret" } } } },
  };
  const changes = [
    { path: "/connection/headers/0", op: "remove" as const },
    { path: "/connection/auth", value: { type: "none" } },
    { path: "/signals/logs/connection", op: "remove" as const },
  ];
  const lines = previewOf({ label: "Fix", changes }, destination);
  expect(JSON.stringify(lines)).not.toContain("s3cret");
  expect(lines[0]).toEqual({ label: "Headers", parts: [{ kind: "gone", text: "api-key" }] });
  expect(lines[1]?.parts.filter(({ kind }) => kind !== "same").map(({ text }) => text)).toEqual(["basic", "none"]);
});

test("a certificate is named by its field and not spelled out", () => {
  const value = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";
  const fix = { label: "Trust this certificate", changes: [{ path: "/connection/tls/ca", value }] };
  expect(previewOf(fix, { connection: {}, signals: {} })).toEqual([
    { label: "Custom CA", parts: [{ kind: "new", text: "this certificate" }] },
  ]);
  const own = { label: "Trust", changes: [{ path: "/signals/logs/connection/tls/ca", value: `${value}\n${value}` }] };
  expect(previewOf(own, { signals: { logs: { enabled: true, connection: { tls: { ca: value } } } } })).toEqual([
    { label: "Logs custom CA", parts: [{ kind: "new", text: "this certificate, beside those that are there" }] },
  ]);
});
