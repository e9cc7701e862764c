import { expect, test } from "vitest";
import { effectiveConnection, requestHeaders } from "#lib/destination/resolve";
import { readSettings } from "#lib/format/read";
import { type Signal, signals } from "#lib/otlp/signal";

function read(text: string) {
  const { destinations, lines } = readSettings(text, "env");
  const [draft] = destinations;
  if (draft === undefined) throw new Error("no draft");
  return { draft, note: (line: number) => lines.find((one) => one.line === line), destinations };
}

function urls(text: string): (string | null)[] {
  const { draft } = read(text);
  return signals.map((signal) =>
    draft.signals[signal]?.enabled ? (effectiveConnection(draft, signal)?.target.url ?? null) : null,
  );
}

function headers(text: string, signal: Signal) {
  const connection = effectiveConnection(read(text).draft, signal);
  return connection && requestHeaders(connection);
}

test("R1.1, R1.2, R1.4 the base URL gets each signal's path after one slash, a signal's own URL is used as it is", () => {
  const text = "OTEL_EXPORTER_OTLP_ENDPOINT=https://h/x/\nOTEL_EXPORTER_OTLP_LOGS_ENDPOINT=https://l/own/?k=1";
  expect(urls(text)).toEqual(["https://h/x/v1/traces", "https://h/x/v1/metrics", "https://l/own/?k=1"]);
  expect(read("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://c:4318").note(1)?.note).toContain("posts go to /");
});

test("signals without any endpoint are off where another has one, and that is told; without any endpoint all are on", () => {
  const one = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=https://m/v1/metrics";
  expect(urls(one)).toEqual([null, "https://m/v1/metrics", null]);
  expect(read(one).note(1)?.note).toContain("none is set for traces and logs");
  const none = read("OTEL_EXPORTER_OTLP_HEADERS=a=b").draft.signals;
  expect(signals.map((signal) => none[signal]?.enabled)).toEqual([true, true, true]);
});

test("R17 HTTP with Protobuf is the default, on port 4317 with a note; enums count in any case", () => {
  const { draft, note } = read("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317");
  expect(draft.connection).toMatchObject({ transport: "http", endpoint: "http://c:4317" });
  expect(note(1)).toMatchObject({ state: "understood", note: expect.stringContaining("gRPC") });
  const { connection } = read("OTEL_EXPORTER_OTLP_PROTOCOL=HTTP/JSON\nOTEL_EXPORTER_OTLP_COMPRESSION=GZip").draft;
  expect(connection).toMatchObject({ transport: "http", encoding: "json", compression: "gzip" });
});

test("R4.5 without a word SDKs do not compress: the draft says so", () => {
  expect(read("OTEL_EXPORTER_OTLP_ENDPOINT=https://h").draft.connection?.compression).toBe("none");
});

test("R2.3 a scheme beats insecure; without one insecure decides, and without both it is TLS", () => {
  const grpc = (endpoint: string, insecure: string) =>
    urls(
      `OTEL_EXPORTER_OTLP_PROTOCOL=grpc\nOTEL_EXPORTER_OTLP_ENDPOINT=${endpoint}\nOTEL_EXPORTER_OTLP_INSECURE=${insecure}`,
    )[0];
  expect(grpc("c:4317", "true")).toBe("http://c:4317");
  expect(grpc("c:4317", "false")).toBe("https://c:4317");
  expect(grpc("c:4317", "")).toBe("https://c:4317");
  expect(grpc("https://c:4317", "true")).toBe("https://c:4317");
  expect(grpc("http://c:4317", "false")).toBe("http://c:4317");
  const former =
    "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=grpc\nOTEL_EXPORTER_OTLP_TRACES_ENDPOINT=c:4317\nOTEL_EXPORTER_OTLP_SPAN_INSECURE=true";
  expect(urls(former)[0]).toBe("http://c:4317");
});

test("R2.5 a path in a gRPC endpoint is left out and told", () => {
  const { draft, note } = read(
    "OTEL_EXPORTER_OTLP_PROTOCOL=grpc\nOTEL_EXPORTER_OTLP_ENDPOINT=https://h:4317/v1/traces",
  );
  expect(draft.connection?.endpoint).toBe("https://h:4317");
  expect(note(2)?.note).toContain("gRPC has none");
});

test("R1.8 a signal's own headers are merged over those of all, name by name in any case", () => {
  const text =
    "OTEL_EXPORTER_OTLP_ENDPOINT=https://h\nOTEL_EXPORTER_OTLP_HEADERS=a=1,b=2,authorization=Bearer x\nOTEL_EXPORTER_OTLP_TRACES_HEADERS=B=3,Authorization=ApiKey y";
  expect(headers(text, "traces")).toEqual({ a: "1", b: "3", authorization: "ApiKey y" });
  expect(headers(text, "logs")).toEqual({ a: "1", b: "2", authorization: "Bearer x" });
});

test("R3.1–R3.3 %20 is decoded, + stays, padding of base64 stays, blanks around a pair go, JSON keeps its commas", () => {
  const list = 'a=x%20y, b = 1+1== ,c={"m":"d","n":[1,2]},d=ü';
  expect(headers(`OTEL_EXPORTER_OTLP_ENDPOINT=https://h\nOTEL_EXPORTER_OTLP_HEADERS='${list}'`, "logs")).toEqual({
    a: "x y",
    b: "1+1==",
    c: '{"m":"d","n":[1,2]}',
    d: "ü",
  });
});

test("R3.4 a percent sign that encodes nothing is told, and the value kept", () => {
  const { draft, note } = read("OTEL_EXPORTER_OTLP_HEADERS=a=100%");
  expect(note(1)).toMatchObject({ state: "unknown", note: expect.stringContaining("%25") });
  expect(draft.connection?.headers).toEqual([{ name: "a", value: "100%" }]);
});

test("another transport for one signal takes the endpoint of all as that transport reads it", () => {
  const base = "OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318/base\n";
  expect(urls(`${base}OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=grpc`)[0]).toBe("http://c:4318");
  expect(urls(`${base}OTEL_EXPORTER_OTLP_PROTOCOL=grpc\nOTEL_EXPORTER_OTLP_LOGS_PROTOCOL=http/json`)[2]).toBe(
    "http://c:4318/base/v1/logs",
  );
});

test("OTEL_X_EXPORTER: none and others switch off, otlp among others stays on, Python's names choose the transport", () => {
  const on = (value: string) =>
    read(`OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317\nOTEL_LOGS_EXPORTER=${value}`).draft.signals.logs?.enabled;
  expect(["none", "NONE", "console", "prometheus", "console,otlp", "otlp", "what"].map(on)).toEqual([
    false,
    false,
    false,
    false,
    true,
    true,
    true,
  ]);
  const python = ["TRACES", "METRICS", "LOGS"].map((one) => `OTEL_${one}_EXPORTER=otlp_proto_grpc`).join("\n");
  expect(read(`${python}\nOTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317`).draft.connection?.transport).toBe("grpc");
});

test("a certificate is a file of another machine: a hole with a name; PEM itself is taken", () => {
  const { draft } = read(
    'OTEL_EXPORTER_OTLP_LOGS_CLIENT_KEY=/k.pem\nOTEL_EXPORTER_OTLP_CERTIFICATE="-----BEGIN CERTIFICATE-----\\nAB\\n-----END CERTIFICATE-----"',
  );
  expect(draft.connection?.tls).toEqual({ ca: "-----BEGIN CERTIFICATE-----\nAB\n-----END CERTIFICATE-----" });
  expect(draft.signals.logs?.connection?.tls?.clientKey).toMatch(/^\$\{LOGS_CLIENT_KEY\}$/);
});

test("a slip in a name is told with the right one, what no SDK reads is told too, what belongs to the application is ignored", () => {
  const { note } = read(
    "OTEL_EXPORTER_OTLP_ENDPOINT=https://h\nOTEL_EXPORTER_OTLP_TRACE_ENDPOINT=x\nOTEL_EXPORTER_OTLP_HEADER=x\nOTEL_EXPORTER_OTLP_RETRIES=x\nOTEL_TRACES_SAMPLER=always_on\nOTEL_BSP_MAX_QUEUE_SIZE=1",
  );
  expect([2, 3, 4, 5, 6].map((line) => note(line)?.state)).toEqual([
    "unknown",
    "unknown",
    "unknown",
    "ignored",
    "ignored",
  ]);
  expect(note(2)?.note).toBe("Is OTEL_EXPORTER_OTLP_TRACES_ENDPOINT meant?");
  expect(note(3)?.note).toBe("Is OTEL_EXPORTER_OTLP_HEADERS meant?");
});

test("a backend that asks for resource attributes says which are missing", () => {
  const text =
    "OTEL_EXPORTER_OTLP_ENDPOINT=https://telemetry.googleapis.com\nOTEL_RESOURCE_ATTRIBUTES=gcp.project_id=p";
  expect(read(text).note(2)?.note).toContain("Google Cloud asks for location, service.instance.id in it");
});

test("the later of two lines counts, the earlier is told; two programs with the same settings are one draft", () => {
  const { draft, note } = read("OTEL_EXPORTER_OTLP_ENDPOINT=https://a\nOTEL_EXPORTER_OTLP_ENDPOINT=https://b");
  expect(draft.connection?.endpoint).toBe("https://b");
  expect(note(1)?.state).toBe("ignored");
  const program = (name: string) =>
    `  ${name}:\n    environment:\n      OTEL_EXPORTER_OTLP_ENDPOINT: http://c:4318\n      OTEL_SERVICE_NAME: ${name}\n`;
  expect(read(`services:\n${program("a")}${program("b")}`).destinations).toHaveLength(1);
});

test("a doubled $ names nothing, though a variable of that name stands before it", () => {
  const list = (value: string) =>
    `env:\n- {name: KEY, value: k1}\n- {name: OTEL_EXPORTER_OTLP_HEADERS, value: "${value}"}\n`;
  expect(read(list("a=$(KEY)")).draft.connection?.headers?.[0]?.value).toBe("k1");
  expect(read(list("a=$$(KEY)")).draft.connection?.headers?.[0]?.value).not.toContain("k1");
});
