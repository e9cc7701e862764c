import { describe, expect, test } from "vitest";
import { type EndpointInput, resolveEndpoint } from "#lib/destination/endpoint";
import { threadMs } from "#lib/testing/thread-ms";

const path = "/connection/endpoint";
const http = (endpoint: string, more: Partial<EndpointInput> = {}) =>
  resolveEndpoint({ transport: "http", endpoint, kind: "base", signal: "traces", path, ...more });
const own = (endpoint: string, more: Partial<EndpointInput> = {}) => http(endpoint, { kind: "own", ...more });
const grpc = (endpoint: string, more: Partial<EndpointInput> = {}) => http(endpoint, { transport: "grpc", ...more });

const outcome = ({ target, problems }: ReturnType<typeof http>) => ({
  url: target?.url,
  code: problems[0]?.code,
  fix: problems[0]?.fix?.changes.map((change) => ("value" in change ? change.value : change)),
});

describe("HTTP base URL", () => {
  test.each([
    ["http://127.0.0.1:4318", "http://127.0.0.1:4318/v1/traces"],
    ["http://h/x", "http://h/x/v1/traces"],
    ["http://h/x/", "http://h/x/v1/traces"],
    ["http://h/x//", "http://h/x/v1/traces"],
    ["https://otlp.example.com/otlp", "https://otlp.example.com/otlp/v1/traces"],
    ["https://h/api/v2/otlp", "https://h/api/v2/otlp/v1/traces"],
    ["HTTP://Collector:4318", "http://collector:4318/v1/traces"],
    ["http://[::1]:4318", "http://[::1]:4318/v1/traces"],
    ["http://[2001:DB8::0001]:4318/", "http://[2001:db8::1]:4318/v1/traces"],
    ["https://bücher.example", "https://xn--bcher-kva.example/v1/traces"],
    ["http://otel_collector:4318", "http://otel_collector:4318/v1/traces"],
    ["http://h/ä", "http://h/%C3%A4/v1/traces"],
  ])("R1.2, R1.3 %s posts to %s", (endpoint, url) => {
    expect(http(endpoint).problems).toEqual([]);
    expect(http(endpoint).target?.url).toBe(url);
  });

  test.each(["  http://127.0.0.1:4318/  ", "\thttp://127.0.0.1:4318/", "\n http://127.0.0.1:4318/ \n"])(
    "C02 the blanks around a pasted URL (%j) are one click away from right",
    (endpoint) => {
      expect(outcome(http(endpoint))).toMatchObject({ code: "url.unparseable", fix: ["http://127.0.0.1:4318/"] });
    },
  );

  test("R1.2 each signal has its own path", () => {
    expect(http("http://h", { signal: "metrics" }).target?.url).toBe("http://h/v1/metrics");
    expect(http("http://h", { signal: "logs" }).target?.url).toBe("http://h/v1/logs");
  });

  test("R1.5 no port means 80 or 443, never 4318", () => {
    expect(http("http://h").target).toMatchObject({ port: 80, tls: false });
    expect(http("https://h").target).toMatchObject({ port: 443, tls: true, host: "h", path: "/v1/traces" });
  });

  test("the typed part is told from the appended one", () => {
    const typed = (endpoint: string) => {
      const target = http(endpoint).target;
      return target?.url.slice(0, target.typedLength);
    };
    expect(typed("http://h/x")).toBe("http://h/x");
    expect(typed("http://h/x/")).toBe("http://h/x/");
    expect(typed("http://h")).toBe("http://h");
  });

  test.each([
    ["http://h?x=1", "http://h"],
    ["http://h/otlp?key=abc", "http://h/otlp"],
    ["http://h/#top", "http://h/"],
  ])("R1.6 a query or fragment in a base URL is refused: %s", (endpoint, fix) => {
    expect(outcome(http(endpoint))).toMatchObject({ url: undefined, code: "settings.invalid", fix: [fix] });
  });

  test("R1.6 a password in the URL is refused and never repeated", () => {
    for (const endpoint of [
      "http://user:hunter2@h:4318",
      "user:hunter2@h:4318",
      " http://u:hunter2@h, http://a:hunter2@b",
      "http://http://a:hunter2@b",
    ]) {
      const result = http(endpoint);
      expect(result.target).toBeNull();
      expect(JSON.stringify(result)).not.toContain("hunter2");
    }
    expect(outcome(http("http://user:hunter2@h:4318/x")).fix).toEqual(["http://h:4318/x"]);
  });

  test.each([
    ["http://h:4318/v1/traces", "http://h:4318"],
    ["http://h:4318/v1/logs/", "http://h:4318"],
    ["https://h/otlp/v1/metrics", "https://h/otlp"],
    ["http://h/v1/traces/v1/traces", "http://h"],
  ])("R1.9, H02 a base URL that is a signal's URL is one click from right: %s", (endpoint, fix) => {
    expect(outcome(http(endpoint))).toEqual({ url: undefined, code: "path.doubled", fix: [fix] });
  });

  test("H02 the button says what it removes", () => {
    expect(http("http://h/v1/traces").problems[0]?.fix?.label).toBe("Remove /v1/traces");
  });

  test("a base that ends in /v1 is pointed out, not refused", () => {
    const { target, hints } = http("http://h/v1");
    expect(target?.url).toBe("http://h/v1/v1/traces");
    expect(hints[0]?.fix?.changes).toEqual([{ path, value: "http://h" }]);
  });
});

describe("a signal's own HTTP URL", () => {
  test.each([
    ["http://h/v1/traces", "http://h/v1/traces"],
    ["http://h/custom/", "http://h/custom/"],
    ["http://h/in?tenant=a&b=?", "http://h/in?tenant=a&b=?"],
    ["http://h", "http://h/"],
    ["http://h?x=1", "http://h/?x=1"],
  ])("R1.4 is used as typed: %s", (endpoint, url) => expect(own(endpoint).target?.url).toBe(url));

  test("R1.4 no path at all is warned of, with the path it lacks", () => {
    expect(own("http://c:4318").hints[0]?.fix?.changes).toEqual([{ path, value: "http://c:4318/v1/traces" }]);
    expect(own("http://c:4318/x").hints).toEqual([]);
  });

  test("R1.9, H11 the path of another signal is refused", () => {
    const wrong = own("http://h/otlp/v1/traces?a=1", { signal: "metrics" });
    expect(outcome(wrong)).toEqual({
      url: undefined,
      code: "path.wrong_signal",
      fix: ["http://h/otlp/v1/metrics?a=1"],
    });
  });
});

describe("C01 missing scheme", () => {
  test.each([
    ["collector:4318", "http://collector:4318"],
    ["10.0.0.5:4318", "http://10.0.0.5:4318"],
    ["localhost", "http://localhost"],
    ["otlp.example.com", "https://otlp.example.com"],
    ["collector:443", "https://collector:443"],
    ["//collector:4318", "http://collector:4318"],
    ["http:/collector:4318", "http://collector:4318"],
    ["https:collector", "https://collector"],
    ["https//collector", "https://collector"],
    ["::1:4318", "http://[::1]:4318"],
    ["[::1]:4318", "http://[::1]:4318"],
    ["collector:4318/v1/traces", "http://collector:4318"],
    ["http:4318", "http://http:4318"],
  ])("%s becomes %s in one click", (endpoint, fix) => {
    expect(outcome(http(endpoint))).toEqual({ url: undefined, code: "url.missing_scheme", fix: [fix] });
  });

  test("the sentence says what to write", () => {
    expect(http("collector:4318").problems[0]?.message).toBe("Add a scheme: http://collector:4318 or https://");
    expect(http("collector:4318").problems[0]?.fix?.label).toBe("Use http://collector:4318");
  });
});

describe("C02 wrong scheme", () => {
  test.each([
    [http("grpc://h:4318"), "http://h:4318"],
    [http("tcp://h:4318/x"), "http://h:4318/x"],
    [http("wss://h"), "https://h"],
    [http("file:///etc/passwd"), "http://etc/passwd"],
    [grpc("grpc://h:4317"), "http://h:4317"],
    [grpc("grpcs://h:4317"), "https://h:4317"],
    [grpc("dns:///h:4317"), "h:4317"],
    [grpc("dns:h:4317"), "h:4317"],
    [grpc("ipv4:10.0.0.1:4317"), "10.0.0.1:4317"],
  ])("is named and repaired (%#)", (result, fix) => {
    expect(outcome(result)).toEqual({ url: undefined, code: "url.wrong_scheme", fix: [fix] });
  });

  test("grpc:// without HTTP's port or path names the transport too", () => {
    for (const text of ["grpc://h:4317", "grpc://h:5555/"]) {
      expect(http(text).problems[0]?.fix?.label).toBe("Switch to gRPC");
    }
    expect(http("grpcs://h:443").problems[0]?.fix?.changes).toEqual([
      { path: "/connection/transport", value: "grpc" },
      { path: "/connection/endpoint", value: "https://h:443" },
    ]);
  });

  test("a unix socket has no right form here", () => {
    expect(grpc("unix:/run/otel.sock").problems[0]?.code).toBe("url.wrong_scheme");
  });
});

describe("C03 what no URL parser takes", () => {
  test.each([
    ["http://::1:4318", "http://[::1]:4318"],
    ["http://2001:db8::5/otlp", "http://[2001:db8::5]/otlp"],
    [" http://h:4318", "http://h:4318"],
    ["http://h:4318\n", "http://h:4318"],
    ["http://h :4318", "http://h:4318"],
    ['"http://h:4318"', "http://h:4318"],
    ["http://a–b:4318", "http://a-b:4318"],
    ["http://h\u200b:4318", "http://h:4318"],
    ["http://h\u0000:4318", "http://h:4318"],
    ["http://h:4318, http://i:4318", "http://h:4318"],
    ["http://https://h:4318", "https://h:4318"],
    ["http://h:4318 https://i:4318", "http://h:4318"],
    ["http://h:4318http://i:4318", "http://h:4318"],
    ["http:\\\\h:4318", "http://h:4318"],
    ["“collector:4318/v1/traces”", "http://collector:4318"],
  ])("%j is repaired to %s", (endpoint, fix) => {
    expect(outcome(http(endpoint))).toEqual({ url: undefined, code: "url.unparseable", fix: [fix] });
  });

  test.each([
    "http://",
    "http:///x",
    "http://h:0",
    "http://h:65536",
    "http://h:99999999999",
    "http://h:",
    "http://h:abc",
    "http://a..b",
    "http://-%41",
    "http://[::1",
    "http://[::zz]",
    "http://[fe80::1%25eth0]",
    `http://${"a".repeat(64)}.example`,
    "http://{your-host}",
    "http://<host>",
  ])("%s is refused", (endpoint) => expect(outcome(http(endpoint)).code).toBe("url.unparseable"));

  test("a port out of range says the range", () => {
    expect(http("http://h:70000").problems[0]?.message).toBe("Enter a port from 1 to 65535");
  });

  test("an empty endpoint and one of 64 KiB are answered at once", () => {
    expect(http("").problems[0]?.message).toBe("Enter the endpoint");
    const begun = threadMs();
    for (const text of [
      "a".repeat(65_536),
      "/".repeat(65_536),
      `http://${":".repeat(65_536)}`,
      "\u200b".repeat(65_536),
    ]) {
      expect(http(text).problems[0]?.message).toBe("Shorten the endpoint to 2,048 characters");
    }
    expect(threadMs() - begun).toBeLessThan(1000);
  });
});

describe("the well-known port of the other transport", () => {
  test("is a hint with a switch, never an error", () => {
    expect(http("http://h:4317")).toMatchObject({
      problems: [],
      hints: [{ message: "Port 4317 usually speaks gRPC." }],
    });
    expect(http("http://h:4317").hints[0]?.fix?.changes).toEqual([
      { path: "/connection/transport", value: "grpc" },
      { path, value: "http://h:4317" },
    ]);
    expect(grpc("h:4318").hints[0]?.fix?.changes).toEqual([
      { path: "/connection/transport", value: "http" },
      { path, value: "https://h:4318" },
    ]);
    expect(http("http://h:4318").hints).toEqual([]);
  });
});
