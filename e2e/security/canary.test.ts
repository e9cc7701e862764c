import { expect, test } from "vitest";
import { createSearch, newCanary } from "#e2e/security/canary";

const canary = newCanary("one");
const search = createSearch([canary, newCanary("another")]);

test("a secret is found in every form in which it may come out, whatever stands around it", () => {
  const { text } = canary;
  const hidden: Record<string, string | Buffer> = {
    plain: `x${text}y`,
    hex: Buffer.from(`a${text}`).toString("hex"),
    HEX: Buffer.from(`a${text}`).toString("hex").toUpperCase(),
    percent: [...Buffer.from(text)].map((byte) => `%${byte.toString(16)}`).join(""),
    wide: Buffer.from(text, "utf16le"),
    json: JSON.stringify({ deep: [JSON.stringify({ text })] }),
  };
  for (const before of ["", "u", "us:", "user:", "users:"]) {
    for (const after of ["", "=", "\n", "xy"]) {
      hidden[`base64 ${before}${after}`] = Buffer.from(before + text + after).toString("base64");
      hidden[`base64url ${before}${after}`] = Buffer.from(before + text + after).toString("base64url");
    }
  }
  for (const [form, value] of Object.entries(hidden)) {
    const found = search(Buffer.concat([Buffer.from("before "), Buffer.from(value as string), Buffer.from(" after")]));
    expect([form, found.map((one) => one.canary)]).toEqual([form, ["one"]]);
  }
  expect(search(Buffer.from("nothing to see"))).toEqual([]);
});
