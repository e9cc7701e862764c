// What counts as a secret in a text: every way in which servers repeat one, and nothing beside it.
import { describe, expect, test } from "vitest";
import { secretFinder } from "#lib/engine/secret-finder";
import { leastMs } from "#lib/testing/thread-ms";

const secret = 'Sup3r/secret+key=="<&%ö';

function shown(text: string, forms: string[], clear: string[] = []): string {
  const bytes = Buffer.from(text);
  const marks = secretFinder(forms, clear).find(bytes);
  return marks === null ? text : Buffer.from(bytes.map((byte, at) => (marks[at] ? 0x2a : byte))).toString();
}

/** Whether all of it is found, and not one byte more. */
function expectFound(written: string, forms = [secret]): void {
  expect(shown(`<${written}>`, forms)).toBe(`<${"*".repeat(Buffer.byteLength(written))}>`);
}

const escapedAll = (write: (unit: number) => string) =>
  Array.from({ length: secret.length }, (_, at) => write(secret.charCodeAt(at))).join("");
const hexOf = (unit: number) => unit.toString(16).padStart(4, "0");

describe("a secret is found", () => {
  test.each([
    ["as it is", secret],
    ["in other case", secret.replace("Sup3r", "sUP3R")],
    ["in JSON", JSON.stringify(secret).slice(1, -1)],
    ["in PHP's JSON", secret.replaceAll("/", "\\/").replace('"', '\\"')],
    ["in JSON of ASCII alone", secret.replace("ö", "\\u00f6").replace('"', '\\"')],
    ["in JSON made safe for HTML", secret.replace("=", "\\u003d").replace("<", "\\u003C").replace("&", "\\u0026")],
    ["in \\u escapes throughout", escapedAll((unit) => `\\u${hexOf(unit)}`)],
    [
      "in JavaScript's escapes",
      escapedAll((unit) => (unit < 256 ? `\\x${hexOf(unit).slice(2)}` : `\\u{${hexOf(unit)}}`)),
    ],
    ["in percent escapes", encodeURIComponent(secret)],
    ["in lower-case percent escapes", encodeURIComponent(secret).toLowerCase()],
    ["in percent escapes here and there", secret.replace("=", "%3d").replace("/", "%2F").replace("%ö", "%25ö")],
    ["escaped twice", encodeURIComponent(encodeURIComponent(secret))],
    ["in JSON in JSON", JSON.stringify(JSON.stringify(secret)).slice(3, -3)],
    ["in HTML", secret.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")],
    ["in HTML by numbers", secret.replace("&", "&#38;").replace("<", "&#x3c;").replace('"', "&#034;")],
    ["in HTML entities throughout", escapedAll((unit) => `&#${unit};`)],
  ])("%s", (_how, written) => expectFound(written));

  test("that holds escapes itself, raw and escaped again", () => {
    const own = "pa55%41w\\/&amp;\\u0041";
    expectFound(own, [own]);
    expectFound(encodeURIComponent(own), [own]);
    expectFound(JSON.stringify(own).slice(1, -1), [own]);
  });

  test("wrapped over lines", () => {
    expect(shown("key: abcdefgh\r\n  ijklmnop.", ["abcdefghijklmnop"])).toBe("key: ********\r\n  ********.");
  });

  test("in part, from twelve characters on", () => {
    const long = "0123456789abcdefghijklmnop";
    expect(shown(`at ${long.slice(5, 17)}!`, [long])).toBe("at ************!");
    expect(shown(`${long.slice(0, 15)}…`, [long])).toBe("***************…");
    expect(shown(`at ${long.slice(5, 16)}!`, [long])).toBe("at 56789abcdef!");
  });

  test("among bytes that are no text, each byte in its place", () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0, 12]), Buffer.from("Key-of-mine"), Buffer.from([0xfe])]);
    const marks = secretFinder(["key-of-mine"]).find(bytes);
    expect([...(marks ?? [])]).toEqual([0, 0, 0, ...Array(11).fill(1), 0]);
  });
});

describe("nothing else is found", () => {
  test("in ordinary words", () => {
    expect(secretFinder([secret, "hunter22"]).find(Buffer.from("401 Unauthorized: hunter2 is not a key"))).toBeNull();
    expect(secretFinder([]).find(Buffer.from("anything"))).toBeNull();
  });

  test("in what stands in clear, unless it is the whole secret", () => {
    const key = "https://otlp.example.com/k3y";
    const clear = ["https://otlp.example.com:4318"];
    expect(shown("to https://otlp.example.com:4318/v1", [key], clear)).toBe("to https://otlp.example.com:4318/v1");
    expect(shown(`to ${key}`, [key], clear)).toBe(`to ${"*".repeat(key.length)}`);
  });
});

describe("a secret as long as a header may be", () => {
  const long = Array.from({ length: 16_000 }, (_, at) => ((at * 7919 + (at % 251) * 31) % 1296).toString(36)).join("");

  test("is found in part from nineteen characters on, wherever the part begins", () => {
    for (let at = 0; at < 40; at += 1) {
      const part = long.slice(5000 + at, 5019 + at + (at % 7));
      expect(shown(`at ${part}!`, [long])).toBe(`at ${"*".repeat(part.length)}!`);
    }
    expectFound(long, [long]);
    expectFound("a".repeat(16_000), ["a".repeat(16_000)]);
  });

  test("and neither the next secret nor what stands around it is taken for it", () => {
    expect(shown(`<${long.slice(-30)}another>`, [long, `another${long}`])).toBe(`<${"*".repeat(30)}another>`);
  });
});

test("a text of 2 kB takes well under a millisecond a secret, and hostile escapes no longer", () => {
  const finder = secretFinder([secret, "a".repeat(1700)]);
  const texts = ["word ".repeat(400), "%25".repeat(680), "\\".repeat(2000), "&#".repeat(1000), "\\u00".repeat(500)];
  const ms = leastMs(3, () => {
    for (const text of texts) finder.find(Buffer.from(text));
  });
  expect(ms).toBeLessThan(250);
});
