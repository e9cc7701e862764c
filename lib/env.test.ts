import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { passwordLengthMax } from "#lib/account";
import { readEnv } from "#lib/env";

const key = Buffer.alloc(32, 7).toString("base64");

describe("defaults and values", () => {
  test("nothing set is a console on 127.0.0.1:3000 with its state in ./data", () => {
    const env = readEnv({ PATH: "/bin" });
    expect(env).toEqual({
      ok: true,
      data: {
        port: 3000,
        host: "127.0.0.1",
        url: null,
        dataDirectory: resolve("data"),
        databaseUrl: null,
        secretKey: null,
        secretKeyNext: null,
        admin: null,
        apiKey: null,
        signIn: { oidc: null, hasPasswords: true },
        targets: "private",
        awsHostCredentials: false,
        trustedProxies: [],
        otlp: {
          http: { host: "127.0.0.1", port: 4318, explicit: false },
          grpc: { host: "127.0.0.1", port: 4317, explicit: false },
          tls: null,
          token: null,
          corsOrigins: [],
        },
        queueBytes: null,
        configFile: null,
        namespace: null,
        environment: null,
        workspace: null,
        environmentProxy: null,
        unknown: [],
      },
    });
  });

  test("an empty variable is an absent one, as compose files write it", () => {
    const env = readEnv({ PORT: "", OUTSPAN_API_KEY: "", DATABASE_URL: "", OUTSPAN_TARGETS: "" });
    expect(env.ok && [env.data.port, env.data.apiKey, env.data.databaseUrl, env.data.targets]).toEqual([
      3000,
      null,
      null,
      "private",
    ]);
  });

  test("everything set arrives parsed", () => {
    const env = readEnv({
      PORT: "0",
      OUTSPAN_HOST: "[::1]",
      OUTSPAN_URL: "https://Outspan.Example.com/",
      OUTSPAN_DATA_DIR: "/var/lib/outspan",
      DATABASE_URL: "postgres://u:p@db/outspan",
      OUTSPAN_SECRET_KEY: key,
      OUTSPAN_SECRET_KEY_NEXT: Buffer.alloc(32, 8).toString("base64"),
      OUTSPAN_ADMIN_EMAIL: "a@example.com",
      OUTSPAN_ADMIN_PASSWORD: "twelve chars",
      OUTSPAN_API_KEY: "k".repeat(32),
      OUTSPAN_TARGETS: "any",
      OUTSPAN_AWS_HOST_CREDENTIALS: "on",
      OUTSPAN_TRUSTED_PROXIES: "10.0.0.0/8, ::1 192.168.1.1",
      OUTSPAN_OTLP_HTTP: "[::]:14318",
      OUTSPAN_OTLP_GRPC: "off",
      OUTSPAN_OTLP_TLS_CERT: "/etc/otlp/cert.pem",
      OUTSPAN_OTLP_TLS_KEY: "key.pem",
      OUTSPAN_OTLP_TLS_CLIENT_CA: "/etc/otlp/ca.pem",
      OUTSPAN_INGEST_TOKEN: "a-token",
      OUTSPAN_OTLP_CORS_ORIGINS: "https://Shop.example.com, http://localhost:5173",
      OUTSPAN_QUEUE_BYTES: "1073741824",
      OUTSPAN_CONFIG: "/etc/outspan/outspan.yaml",
      OUTSPAN_NAMESPACE: "acme",
      OUTSPAN_ENVIRONMENT: "prod",
      OUTSPAN_WORKSPACE: "eu 1",
    });
    expect(env).toEqual({
      ok: true,
      data: {
        port: 0,
        host: "::1",
        url: "https://outspan.example.com",
        dataDirectory: "/var/lib/outspan",
        databaseUrl: "postgres://u:p@db/outspan",
        secretKey: Buffer.alloc(32, 7),
        secretKeyNext: Buffer.alloc(32, 8),
        admin: { email: "a@example.com", password: "twelve chars" },
        apiKey: "k".repeat(32),
        signIn: { oidc: null, hasPasswords: true },
        targets: "any",
        awsHostCredentials: true,
        trustedProxies: ["10.0.0.0/8", "::1", "192.168.1.1"],
        otlp: {
          http: { host: "::", port: 14318, explicit: true },
          grpc: null,
          tls: { cert: "/etc/otlp/cert.pem", key: resolve("key.pem"), clientCa: "/etc/otlp/ca.pem" },
          token: "a-token",
          corsOrigins: ["https://shop.example.com", "http://localhost:5173"],
        },
        queueBytes: 1073741824,
        configFile: "/etc/outspan/outspan.yaml",
        namespace: "acme",
        environment: "prod",
        workspace: "eu 1",
        environmentProxy: null,
        unknown: [],
      },
    });
  });

  test.each([
    ["4318", { host: "127.0.0.1", port: 4318, explicit: true }],
    ["0", { host: "127.0.0.1", port: 0, explicit: true }],
    ["0.0.0.0:4318", { host: "0.0.0.0", port: 4318, explicit: true }],
    ["[::1]:9", { host: "::1", port: 9, explicit: true }],
    ["localhost:65535", { host: "localhost", port: 65535, explicit: true }],
    ["off", null],
  ])("a door of the receiver given as %s was asked for, whatever its port", (text, door) => {
    const env = readEnv({ OUTSPAN_OTLP_HTTP: text, OUTSPAN_OTLP_GRPC: text });
    expect(env.ok && [env.data.otlp.http, env.data.otlp.grpc]).toEqual([door, door]);
  });

  test("any page may send where * stands among the origins", () => {
    const env = readEnv({ OUTSPAN_OTLP_CORS_ORIGINS: "https://shop.example.com,*" });
    expect(env.ok && env.data.otlp.corsOrigins).toEqual(["*"]);
  });

  test("an admin's email is read without the blanks around it, a password whole and up to what sign-in takes", () => {
    const password = ` ${"x".repeat(passwordLengthMax - 2)} `;
    const env = readEnv({ OUTSPAN_ADMIN_EMAIL: " ada@example.com\n", OUTSPAN_ADMIN_PASSWORD: password });
    expect(env.ok && env.data.admin).toEqual({ email: "ada@example.com", password });
  });

  test("a mistyped setting is named, not fatal", () => {
    const env = readEnv({ OUTSPAN_TARGET: "any", HOME: "/root" });
    expect(env.ok && env.data.unknown).toEqual(["OUTSPAN_TARGET"]);
  });
});

describe("a wrong setting is one line that names it and does not repeat a secret", () => {
  test.each([
    ["PORT", "65536"],
    ["PORT", "80a"],
    ["PORT", "-1"],
    ["OUTSPAN_HOST", "http://localhost"],
    ["OUTSPAN_URL", "console.example.org"],
    ["OUTSPAN_URL", "https://example.com/console"],
    ["OUTSPAN_URL", "https://user:pass@example.com"],
    ["DATABASE_URL", "mysql://u:hunter2@db/x"],
    ["OUTSPAN_SECRET_KEY", "too short"],
    ["OUTSPAN_SECRET_KEY_NEXT", "too short"],
    ["OUTSPAN_SECRET_KEY", `${key}${key}`],
    ["OUTSPAN_ADMIN_EMAIL", "nobody"],
    ["OUTSPAN_ADMIN_EMAIL", `${"a".repeat(245)}@a.example`],
    ["OUTSPAN_ADMIN_PASSWORD", "hunter2hunt"],
    ["OUTSPAN_ADMIN_PASSWORD", "x".repeat(129)],
    ["OUTSPAN_API_KEY", "k".repeat(31)],
    ["OUTSPAN_API_KEY", `with space ${"k".repeat(32)}`],
    ["OUTSPAN_TARGETS", "all"],
    ["OUTSPAN_AWS_HOST_CREDENTIALS", "yes"],
    ["OUTSPAN_TRUSTED_PROXIES", "proxy.example.com"],
    ["OUTSPAN_TRUSTED_PROXIES", "10.0.0.0/33"],
    ["OUTSPAN_TRUSTED_PROXIES", "10.0.0.0/8/8"],
    ["OUTSPAN_OTLP_HTTP", "127.0.0.1:65536"],
    ["OUTSPAN_OTLP_HTTP", "127.0.0.1"],
    ["OUTSPAN_OTLP_HTTP", "::1:4318"],
    ["OUTSPAN_OTLP_HTTP", "[127.0.0.1]:4318"],
    ["OUTSPAN_OTLP_GRPC", "http://127.0.0.1:4317"],
    ["OUTSPAN_OTLP_GRPC", ":4317"],
    ["OUTSPAN_OTLP_GRPC", "no"],
    ["OUTSPAN_INGEST_TOKEN", "hunter2 hunter2"],
    ["OUTSPAN_OTLP_CORS_ORIGINS", "shop.example.com"],
    ["OUTSPAN_OTLP_CORS_ORIGINS", "https://shop.example.com/cart"],
    ["OUTSPAN_QUEUE_BYTES", "4GiB"],
    ["OUTSPAN_QUEUE_BYTES", "0"],
    ["OUTSPAN_QUEUE_BYTES", "-1"],
  ])("%s=%s", (name, value) => {
    const env = readEnv({ [name]: value });
    expect(env.ok).toBe(false);
    if (env.ok) return;
    expect(env.error.message.startsWith(`${name} `)).toBe(true);
    expect(env.error.message).not.toContain("\n");
    expect(env.error.message).not.toContain(value);
  });

  test("DATABASE_URL without OUTSPAN_SECRET_KEY is refused: the key would be lost with the machine", () => {
    const env = readEnv({ DATABASE_URL: "postgres://u:hunter2@db/x" });
    expect(!env.ok && env.error.message).toMatch(/^DATABASE_URL needs OUTSPAN_SECRET_KEY/);
    expect(!env.ok && env.error.message).not.toContain("hunter2");
  });

  test.each([{ OUTSPAN_ADMIN_EMAIL: "a@example.com" }, { OUTSPAN_ADMIN_PASSWORD: "a long enough one" }])(
    "half an admin is refused: %o",
    (half) => {
      const env = readEnv(half);
      expect(!env.ok && env.error.message).toMatch(/OUTSPAN_ADMIN_EMAIL and OUTSPAN_ADMIN_PASSWORD/);
    },
  );

  test.each([
    { OUTSPAN_OTLP_TLS_CERT: "cert.pem" },
    { OUTSPAN_OTLP_TLS_KEY: "key.pem" },
    { OUTSPAN_OTLP_TLS_CLIENT_CA: "ca.pem" },
  ])("a receiver's TLS without certificate or key is refused: %o", (part) => {
    const env = readEnv(part);
    expect(!env.ok && env.error.message).toMatch(/OUTSPAN_OTLP_TLS_CERT and OUTSPAN_OTLP_TLS_KEY/);
  });
});

test.each([
  ["http://proxy.example.com:3128", "proxy.example.com:3128"],
  ["http://user:s3cret@proxy.example.com", "proxy.example.com:80"],
  ["proxy.example.com:8080", "proxy.example.com:8080"],
  ["http://[::1]:3128", "[::1]:3128"],
  ["https://proxy.example.com", null],
  ["socks5://proxy.example.com:1080", null],
  ["http://", null],
  ["", null],
])("HTTPS_PROXY=%s names the proxy that a diagnosis may speak of: %s", (named, proxy) => {
  const env = readEnv({ HTTPS_PROXY: named });
  expect(env.ok && env.data.environmentProxy).toBe(proxy);
});
