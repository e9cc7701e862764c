import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkDestination } from "#lib/destination/check";
import { applyFix } from "#lib/destination/fix";
import type { Connection, ProbedDestination } from "#lib/destination/schema";

const on = { traces: { enabled: true } };
const http = { transport: "http" as const, endpoint: "http://h:4318" };
const withConnection = (fields: Connection): ProbedDestination => ({ connection: { ...http, ...fields }, signals: on });
const check = (fields: Connection) => checkDestination(withConnection(fields));
const header = (name: string, value: string | null = "v") => check({ headers: [{ name, value }] });
const value = (text: string) => header("api-key", text);
const only = <T>(list: T[]): T | undefined => {
  expect(list).toHaveLength(1);
  return list[0];
};

describe("header names", () => {
  test.each([
    ["", "settings.invalid"],
    ["api key", "settings.invalid"],
    ["api-key=abc", "settings.invalid"],
    ["ключ", "header.invisible_or_non_ascii"],
    ["api-key\u200b", "header.invisible_or_non_ascii"],
    ['"api-key"', "header.surrounding_quotes"],
    ["api-key ", "header.trailing_newline"],
    ["api-key\n", "header.trailing_newline"],
    ["Authorization:", "header.reserved_name"],
    ["a(b)", "settings.invalid"],
    ["a".repeat(257), "settings.invalid"],
    ["x".repeat(65_536), "settings.invalid"],
  ])("%.20j is refused as %s", (name, code) =>
    expect(only(header(name))).toMatchObject({ path: "/connection/headers/0/name", code }),
  );

  test.each([
    "Content-Type",
    "content-encoding",
    "CONTENT-LENGTH",
    "transfer-encoding",
    "connection",
    "te",
    "host",
    "user-agent",
    "grpc-timeout",
  ])("R3.9, C13 %s belongs to the transport, and is removed in one click", (name) => {
    const problem = only(header(name));
    expect(problem).toMatchObject({ code: "header.reserved_name", fix: { label: `Remove ${name}` } });
    const fixed = problem?.fix && applyFix(withConnection({ headers: [{ name, value: "v" }] }), problem.fix);
    expect(fixed?.connection?.headers).toEqual([]);
  });

  test("R3.6 -bin is refused where some signal sends it by gRPC", () => {
    const headers = [{ name: "x-data-bin", value: "v" }];
    expect(only(check({ transport: "grpc", endpoint: "h:4317", headers }))?.code).toBe("header.reserved_name");
    const own = { enabled: true, connection: { transport: "grpc" as const, endpoint: "h:4317" } };
    const inherited = checkDestination({ connection: { ...http, headers }, signals: { ...on, logs: own } });
    expect(only(inherited)?.path).toBe("/connection/headers/0/name");
    const mine = { ...own, connection: { ...own.connection, headers } };
    expect(only(checkDestination({ connection: http, signals: { ...on, logs: mine } }))?.path).toBe(
      "/signals/logs/connection/headers/0/name",
    );
    const replaced = { ...own, connection: { ...own.connection, headers: [] } };
    expect(checkDestination({ connection: { ...http, headers }, signals: { ...on, logs: replaced } })).toEqual([]);
  });

  test("R3.5 a second one of the same name in any case is an error on the second", () => {
    const headers = ["api-key", "x", "API-Key"].map((name) => ({ name, value: "v" }));
    expect(only(check({ headers }))).toMatchObject({
      path: "/connection/headers/2/name",
      message: "A header with this name exists already",
    });
    expect(only(check({ headers: Array.from({ length: 65 }, (_, i) => ({ name: `h${i}`, value: "v" })) }))?.path).toBe(
      "/connection/headers",
    );
  });

  test("Authorization beside authentication is one too many, wherever the two come from", () => {
    const row = [{ name: "authorization", value: "Bearer x" }];
    const auth = { type: "bearer" as const, token: "t" };
    expect(only(check({ headers: row, auth }))?.path).toBe("/connection/headers/0/name");
    const signal = (connection: Connection) => ({ traces: { enabled: true, connection } });
    expect(only(checkDestination({ connection: { ...http, auth }, signals: signal({ headers: row }) }))?.path).toBe(
      "/signals/traces/connection/headers/0/name",
    );
    expect(only(checkDestination({ connection: { ...http, headers: row }, signals: signal({ auth }) }))?.path).toBe(
      "/signals/traces/connection/auth/type",
    );
    const none = { type: "none" as const };
    expect(checkDestination({ connection: { ...http, headers: row, auth }, signals: signal({ auth: none }) })).toEqual(
      [],
    );
  });
});

describe("header values", () => {
  test.each([
    ["secret\n", "header.trailing_newline", "Remove the newline at the end of the value", "secret"],
    ["secret\r\n\n", "header.trailing_newline", "Remove the newline at the end of the value", "secret"],
    [" secret", "header.trailing_newline", "Remove the space around the value", "secret"],
    ["secret ", "header.trailing_newline", "Remove the space at the end of the value", "secret"],
    ['"secret"', "header.surrounding_quotes", "Remove the quotes around the value", "secret"],
    ["“secret”", "header.surrounding_quotes", "Remove the quotes around the value", "secret"],
    ["'secret\n'", "header.surrounding_quotes", "Remove the quotes around the value", "secret"],
    ['"secret"\n', "header.trailing_newline", "Remove the newline at the end of the value", "secret"],
    [
      "sec\u200bret",
      "header.invisible_or_non_ascii",
      "Character 4 of the value is a zero-width space: paste it as plain text",
      "secret",
    ],
    [
      "\ufeffsecret",
      "header.invisible_or_non_ascii",
      "Character 1 of the value is a byte order mark: paste it as plain text",
      "secret",
    ],
    [
      "sec\nret",
      "header.invisible_or_non_ascii",
      "Character 4 of the value is a newline: paste it as plain text",
      "secret",
    ],
    [
      "sec\u00a0ret",
      "header.invisible_or_non_ascii",
      "Character 4 of the value is a no-break space: paste it as plain text",
      "sec ret",
    ],
    [
      "sec–ret",
      "header.invisible_or_non_ascii",
      "Character 4 of the value is an en dash: paste it as plain text",
      null,
    ],
    [
      "sécret",
      "header.invisible_or_non_ascii",
      "Character 2 of the value is not an ASCII character: paste it as plain text",
      null,
    ],
    ["", "settings.invalid", "Enter the value", null],
    ["\n", "settings.invalid", "Enter the value", null],
    ["x".repeat(65_536), "settings.invalid", "Shorten the value to 16,384 characters", null],
  ])("R3.7, R3.8, C07–C09 %.20j: %s, %s", (text, code, message, clean) => {
    const problem = only(value(text));
    expect(problem).toMatchObject({ path: "/connection/headers/0/value", code, message });
    const before = withConnection({ headers: [{ name: "api-key", value: text }] });
    const after = problem?.fix && applyFix(before, problem.fix);
    expect(after?.connection?.headers?.[0]?.value ?? null).toBe(clean);
  });

  test("quotes around quotes around quotes are no value to repair", () => {
    expect(only(value(`${'"'.repeat(9)}x${'"'.repeat(9)}`))?.fix).toBeNull();
    expect(only(value(`'"x"'`))?.fix?.changes).toHaveLength(2);
  });

  test("a fix is offered only where it leads to a value that is right; no message or fix holds the value", () => {
    const dirty = fc.string({
      unit: fc.constantFrom("s3cr3t", '"', "'", "“", "”", "\n", " ", "\u200b", "\u00a0", "é", "\t", "–"),
    });
    fc.assert(
      fc.property(dirty, (text) => {
        const [problem] = value(text);
        if (!problem) {
          expect(text).toMatch(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/);
          return;
        }
        expect(JSON.stringify(problem)).not.toContain("s3cr3t");
        if (!problem.fix) return;
        const fixed = applyFix(withConnection({ headers: [{ name: "api-key", value: text }] }), problem.fix);
        expect(checkDestination(fixed)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("authentication", () => {
  test("token, username and password say what they lack", () => {
    const at = (auth: Connection["auth"]) => check({ auth })[0]?.path.replace("/connection/auth/", "");
    expect(at({ type: "bearer", token: "" })).toBe("token");
    expect(at({ type: "bearer", token: "t\n" })).toBe("token");
    expect(at({ type: "bearer", token: null })).toBeUndefined();
    expect(at({ type: "basic", username: "", password: "p" })).toBe("username");
    expect(at({ type: "basic", username: "a:b", password: "p" })).toBe("username");
    expect(at({ type: "basic", username: "a", password: "p\n" })).toBe("password");
    expect(at({ type: "basic", username: "ü", password: "пароль 1" })).toBeUndefined();
  });
});
