// What an application is told.
import { expect, test } from "vitest";
import type { ReceiverStatus } from "#lib/destination/delivery";
import { endpointBlock } from "./endpoint-block";

const none = { traces: 0, metrics: 0, logs: 0 };
const receiver: ReceiverStatus = {
  http: "127.0.0.1:4318",
  grpc: "127.0.0.1:4317",
  tls: false,
  token: false,
  keys: 0,
  asksForKey: false,
  problems: [],
  accepted: none,
  unrouted: none,
  services: [],
  log: { bytes: 0, bytesMax: 1 },
  containers: null,
};

test("the block names the endpoint that is open, and a host that can be reached", () => {
  expect(endpointBlock(receiver, "console")).toContain("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318");
  expect(endpointBlock({ ...receiver, http: "0.0.0.0:4318", tls: true, token: true }, "console")).toBe(
    "OTEL_EXPORTER_OTLP_ENDPOINT=https://console:4318\nOTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\nOTEL_EXPORTER_OTLP_HEADERS=Authorization=Bearer%20YOUR_INGEST_TOKEN",
  );
  expect(endpointBlock({ ...receiver, keys: 1, token: true }, "console")).toMatch(/Bearer%20YOUR_INGEST_KEY$/);
  expect(endpointBlock(receiver, "console", "outspan_x")).toMatch(/Authorization=Bearer%20outspan_x$/);
  expect(endpointBlock({ ...receiver, http: null }, "console")).toContain("=grpc");
  expect(endpointBlock({ ...receiver, http: null, grpc: null }, "console")).toBeNull();
});
