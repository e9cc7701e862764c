// R3.10, and its limit: texts lose their secrets, the shape of a report and its fixes never change.
import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Fix } from "#lib/destination/problem";
import { effectiveConnection } from "#lib/destination/resolve";
import type { Connection } from "#lib/destination/schema";
import { cleanDiagnosis, cleanProxy, cleanStage, secretsOf, withoutSecrets } from "#lib/engine/redact";
import { destination } from "#lib/engine/testing/receivers";
import type { Exchange } from "#lib/otlp/observation";
import type { Diagnosis } from "#lib/otlp/report";
import { threadMs } from "#lib/testing/thread-ms";

const secretsFor = (value: string, endpoint = "https://localhost:4318") =>
  secretsOf(destination(endpoint, { headers: [{ name: "X-Key", value }] }), []);

const diagnosis = (fix: Fix | null): Diagnosis => ({
  code: "port.tls_to_plain",
  certainty: "certain",
  signals: ["traces"],
  title: "A certain port of localhost lets traces in",
  advice: "Try localhost",
  fix,
});
const setting = (value: Fix["changes"][number]): Fix => ({ label: "Use localhost", changes: [value] });

const exchange: Exchange = {
  startMs: 0,
  durationMs: 1,
  transport: "http",
  path: "/v1/traces",
  withCredentials: true,
  items: 1,
  answer: {
    httpVersion: "1.1",
    status: 307,
    statusText: "go to s3cret",
    headers: {
      "content-type": "text/plain",
      location: "http://localhost:4318/s3cret",
      "x-ratelimit-s3cret": "1",
      "x-ratelimit-limit": "2",
    },
    trailers: {},
    contentType: "text/plain",
    body: Buffer.from("s3cret!"),
    truncated: false,
  },
  fault: { code: "HPE_INVALID_CONSTANT", message: "s3cret?", firstBytes: "00733363726574", phase: "headers" },
  timedOut: false,
};

test("a key that comes back without its dashes is hidden too; what is left of a short one is not looked for", () => {
  const key = "3f0c9a52-1b7e-4d60-9c1f-aa0e5d3b7c21";
  const said = (title: string, value: string) => cleanDiagnosis({ ...diagnosis(null), title }, secretsFor(value)).title;
  expect(said("No account 3F0C9A521B7E4D609C1FAA0E5D3B7C21 here", key)).toBe("No account [hidden] here");
  expect(said("id a1b2c3 is unknown", "a-1b-2c-3")).toBe("id a1b2c3 is unknown");
});

describe("a diagnosis", () => {
  test("loses a secret in its texts and keeps code, certainty and signals", () => {
    for (const [value, title] of [
      ["certain", "A [hidden] port of localhost lets traces in"],
      ["traces", "A certain port of localhost lets [hidden] in"],
    ] as const) {
      expect(cleanDiagnosis(diagnosis(null), secretsFor(value))).toEqual({ ...diagnosis(null), title });
    }
  });

  test("keeps a fix with a secret that the operator typed in clear as well, path and value as they are", () => {
    const fix = setting({ path: "/connection/endpoint", value: "http://localhost:4318" });
    expect(cleanDiagnosis(diagnosis(fix), secretsFor("localhost")).fix).toEqual({ ...fix, label: "Use [hidden]" });
    expect(cleanDiagnosis(diagnosis(fix), secretsFor("connection")).fix).toEqual(fix);
    const own = setting({ path: "/signals/traces/connection/endpoint", value: "http://localhost:4318/v1/traces" });
    expect(cleanDiagnosis(diagnosis(own), secretsFor("traces")).fix?.changes).toEqual(own.changes);
    const cleaning = setting({ path: "/connection/headers/0/value", transform: "trim" });
    expect(cleanDiagnosis(diagnosis(cleaning), secretsFor("trim")).fix).toEqual(cleaning);
  });

  test.each([
    ["an endpoint", "https://localhost:4318/s3cret"],
    ["a part of an object", { serverName: "s3cret.example" }],
    ["an encoded one", "https://localhost:4318/czNjcmV0"],
    ["a place where one was taken out", "https://localhost:4318/[hidden]"],
    ["such a place, encoded", "https://localhost:4318/%5Bhidden%5D"],
  ])("has no fix that would tell a secret: %s", (_name, value) => {
    const fix = setting({ path: "/connection/endpoint", value });
    expect(cleanDiagnosis(diagnosis(fix), secretsFor("s3cret")).fix).toBeNull();
  });
});

test("evidence loses secrets in what the peer and the system said; keys, codes, ids and typed values stay", () => {
  const evidence = {
    ids: { trace: "abcd" },
    host: "abcd.example",
    error: { code: "ABCD", message: "abcd" },
    answers: { abcd: { path: "/abcd", headers: { server: "abcd" } } },
    names: ["abcd"],
  };
  expect(cleanStage({ summary: "abcd", evidence }, secretsFor("abcd"))).toEqual({
    summary: "[hidden]",
    evidence: {
      ids: { trace: "abcd" },
      host: "abcd.example",
      error: { code: "ABCD", message: "[hidden]" },
      answers: { abcd: { path: "/abcd", headers: { server: "[hidden]" } } },
      names: ["[hidden]"],
    },
  });
});

describe("a text", () => {
  const said = (value: string, text: string, more: Connection = {}) => {
    const probed = destination("https://localhost:4318", { headers: [{ name: "X-Key", value }], ...more });
    const connection = effectiveConnection(probed, "traces");
    return cleanStage({ summary: text, evidence: {} }, secretsOf(probed, connection ? [connection] : [])).summary;
  };
  const key = "s3cret-key?of>mine";
  const base64 = (text: string) => Buffer.from(text).toString("base64");

  test.each([
    ["base64", base64(key)],
    ["base64 without padding", base64(key).replace(/=+$/, "")],
    ["base64url", Buffer.from(key).toString("base64url")],
    ["base64 of lower case", base64(key).toLowerCase()],
    ["hex", Buffer.from(key).toString("hex").toUpperCase()],
    ["spaced hex", Buffer.from(key).toString("hex").replace(/../g, "$& ")],
    ["wrapped", key.replace("-", "-\r\n ")],
  ])("tells no key in %s", (_how, written) => {
    const told = said(key, `a ${written} b`);
    expect(told).toContain("[hidden]");
    expect(told.replace("[hidden]", "").replaceAll("=", "").trim().length).toBeLessThan(7);
  });

  test.each(["", "B", "Be", "Bearer ", "user:", "x".repeat(7), "x".repeat(8)])(
    "tells no key in base64 behind %j, at any of the three places",
    (before) => {
      const told = said(key, `got ${base64(`${before}${key} and more`)}.`);
      expect(told).toContain("[hidden]");
      const left = told.replace("[hidden]", "").replace("got ", "");
      expect(Buffer.from(left, "base64").toString()).not.toMatch(/cret|key|mine/);
      expect(said(`Bearer ${key}`, `got ${base64(`${before}${key}`)}`)).toContain("[hidden]");
    },
  );

  test("tells no password in what basic auth sends, typed or made", () => {
    const auth = { type: "basic", username: "user", password: "hunter2hunter2" } as const;
    const sent = base64("user:hunter2hunter2");
    expect(said("another-key", `got Basic ${sent}, HUNTER2hunter2`, { auth })).toBe("got Basic [hidden], [hidden]");
    expect(said(`Basic ${sent}`, "got hunter2hunter2")).toBe("got [hidden]");
  });

  const odd = "Qz8~kd-92_x.Lm!0a*Bv'7R (ty)+W3/ö";
  const formEncoded = (text: string) =>
    encodeURIComponent(text).replace(/[-_.!~*'()]|%20/g, (sign) =>
      sign === "%20" ? "+" : `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  test.each([
    ["the header", `Basic ${base64(`${formEncoded("my client")}:${formEncoded(odd)}`)}`],
    ["the end of the header", base64(`${formEncoded("my client")}:${formEncoded(odd)}`).slice(30)],
    ["user name and password, decoded", `${formEncoded("my client")}:${formEncoded(odd)}`],
    ["base64 of the password", base64(formEncoded(odd))],
    ["the form", new URLSearchParams({ client_secret: odd }).toString()],
    ["base64 of the form", base64(new URLSearchParams({ client_id: "x", client_secret: odd }).toString())],
    ["the secret", odd],
  ])("tells no client secret as it goes out (RFC 6749 §2.3.1): %s", (_how, written) => {
    const auth = { type: "oauth2", tokenUrl: "https://a", clientId: "my client", clientSecret: odd } as const;
    const told = said("another-key", `you sent ${written}`, { auth });
    const left = told.replaceAll("[hidden]", " ").replace("you sent ", "");
    expect(told).toContain("[hidden]");
    expect(left + Buffer.from(left, "base64").toString()).not.toMatch(/Qz8|7Ekd|kd[-%]|Lm[!%]|Bv['%]|W3|ty[)%]/);
  });

  test("tells nothing of what Basic sends for a client", () => {
    const auth = { type: "oauth2", tokenUrl: "https://a", clientId: "my client", clientSecret: odd } as const;
    const sent = base64(`${formEncoded("my client")}:${formEncoded(odd)}`).replace(/=+$/, "");
    expect(said("another-key", `got Basic ${sent}, ${sent.slice(20, 60)}.`, { auth })).toBe(
      "got Basic [hidden], [hidden].",
    );
  });

  test("stays readable around a secret, in its own script", () => {
    expect(said("Schlüssel-größe", "Der Schlüssel-größe → ist falsch: \u00dc")).toBe(
      "Der [hidden] → ist falsch: \u00dc",
    );
    expect(said(key, JSON.stringify({ key, ok: "a\nb" }))).toBe('{"key":"[hidden]","ok":"a\\nb"}');
  });
});

describe("a peer's words beside its answer", () => {
  const evil = `\u001b[31m\u202e${"x".repeat(12_000)}`;

  test("are escaped and cut: a fault, a status text, a proxy's refusal", () => {
    const secrets = secretsFor("s3cret");
    const { fault, answer } = withoutSecrets(
      { ...exchange, fault: { code: "ERR_HTTP2_GOAWAY", message: evil, phase: "headers" } },
      secrets,
    );
    const proxy = { startMs: 0, durationMs: 1, proxy: "proxy:3128", blocked: null, fault: null };
    const refused = cleanProxy({ ...proxy, status: 407, statusText: `s3cret${evil}`, authenticate: evil }, secrets);
    expect(answer?.status).toBe(307);
    for (const words of [fault?.message, refused.statusText, refused.authenticate]) {
      expect(Buffer.byteLength(words ?? "")).toBeLessThanOrEqual(2048);
      expect(words).toContain("\\u{1b}[31m\\u{202e}");
      expect(words).not.toContain("\u001b");
    }
    expect(refused.statusText).toMatch(/^\[hidden\]/);
  });

  test("are masked before they are cut: bytes in which the end of what is shown lies within a key", () => {
    const key = "0123456789abcdefghijklmnopqrstuvwxyz";
    const bytes = Buffer.from(`${"-".repeat(54)}${key}`).toString("hex");
    const { fault } = withoutSecrets(
      { ...exchange, fault: { code: "HPE_INVALID_CONSTANT", message: "", firstBytes: bytes, phase: "headers" } },
      secretsFor(key),
    );
    expect(Buffer.from(fault?.firstBytes ?? "", "hex").toString()).toBe(`${"-".repeat(54)}${"*".repeat(10)}`);
  });

  test("stay JSON where a key begins within an escape", () => {
    const body = Buffer.from('{"message":"a\\nabcdefgh b"}');
    const { answer } = withoutSecrets(
      { ...exchange, answer: exchange.answer && { ...exchange.answer, body } },
      secretsFor("nabcdefgh"),
    );
    expect(JSON.parse(Buffer.from(answer?.body ?? "").toString())).toEqual({ message: "a********** b" });
    expect(answer?.body).toHaveLength(body.length);
    const hostile = Buffer.from(`${"\\".repeat(64_000)}nabcdefgh`);
    const long = { ...exchange, answer: exchange.answer && { ...exchange.answer, body: hostile } };
    expect(withoutSecrets(long, secretsFor("nabcdefgh")).answer?.body.subarray(-9)).toEqual(Buffer.from("*********"));
  });
});

describe("an exchange", () => {
  test("loses a secret wherever the peer may repeat it, in the name of a header too, and keeps its bytes in place", () => {
    expect(withoutSecrets(exchange, secretsFor("s3cret"))).toMatchObject({
      answer: {
        statusText: "go to [hidden]",
        headers: { location: "http://localhost:4318/[hidden]", "x-ratelimit-limit": "2" },
        body: Buffer.from("******!"),
      },
      fault: { code: "HPE_INVALID_CONSTANT", message: "[hidden]?", firstBytes: "002a2a2a2a2a2a" },
    });
    expect(JSON.stringify(withoutSecrets(exchange, secretsFor("s3cret")))).not.toContain("s3cret");
  });

  test.each(["localhost", "location", "content-type", "traces"])("is read as it came when %s is a secret", (value) => {
    const { answer } = withoutSecrets(exchange, secretsFor(value));
    expect(answer?.headers).toEqual(exchange.answer?.headers);
  });
});

describe("many and long secrets", () => {
  const random = (length: number) => randomBytes(length).toString("base64url").slice(0, length);

  test("sixty headers of 16,000 characters stall nothing, nor does a token of 16 KiB that is renewed", () => {
    const headers = Array.from({ length: 60 }, (_, at) => ({ name: `X-${at}`, value: random(16_000) }));
    const tokens = Array.from({ length: 20 }, () => random(16_384));
    const begun = threadMs();
    const secrets = secretsOf(destination("https://localhost:4318", { headers }), []);
    const madeMs = threadMs() - begun;
    for (const token of tokens) secrets.learn(token);
    const learnedMs = (threadMs() - begun - madeMs) / tokens.length;
    // Brackets: a letter beside a piece may be the one beside it in the secret, and is hidden with it.
    const told = cleanStage(
      { summary: `( ${tokens[19]?.slice(99, 199)} ${headers[7]?.value} )`, evidence: {} },
      secrets,
    );
    expect(told.summary).toBe("( [hidden] )");
    // Ten times what it takes: it was 41 s, and 5 s a token.
    expect([madeMs < 3000, learnedMs < 100]).toEqual([true, true]);
  });
});
