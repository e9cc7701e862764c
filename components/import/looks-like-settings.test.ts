import { expect, test } from "vitest";
import { looksLikeSettings } from "./looks-like-settings";

test.each([
  "https://otlp.example.com",
  "  https://otlp.example.com/v1/traces?key=a\n",
  "collector:4317",
  "localhost:4318",
  "http://[::1]:4318",
])("an address is an address: %s", (text) => expect(looksLikeSettings(text)).toBe(false));

test.each([
  "OTEL_EXPORTER_OTLP_ENDPOINT=https://otlp.example.com",
  "export OTEL_EXPORTER_OTLP_ENDPOINT=https://otlp.example.com",
  "curl https://otlp.example.com",
  "exporters:",
  '{ "otlpTraceEndpoint": "https://otlp.example.com" }',
  "https://otlp.example.com\napi-key: abc",
])("settings are more than an address: %s", (text) => expect(looksLikeSettings(text)).toBe(true));
