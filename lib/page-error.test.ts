import { expect, test } from "vitest";
import { pageErrorLine } from "#lib/page-error";

const asked = { path: "/login?next=/a", method: "POST", headers: {} };
const withDigest = (error: Error, more: object = {}) => Object.assign(error, { digest: "123", ...more });

test("an action's body that cannot be read is a warning under the digest that the browser got, without the body", () => {
  const error = withDigest(new SyntaxError('Unexpected token, "s3cret" is not valid JSON'));
  const line = pageErrorLine(error, { ...asked, headers: { "next-action": "7f" } });
  expect(line).toMatchObject({ level: "warn", fields: { method: "POST", path: "/login", digest: "123" } });
  expect(JSON.stringify(line)).not.toContain("s3cret");
});

test("a page that fails is an error with its stack, under the digest", () => {
  const error = withDigest(new Error("a bug"));
  expect(pageErrorLine(error, asked)).toEqual({
    level: "error",
    message: "A page failed",
    fields: { method: "POST", path: "/login", digest: "123", error },
  });
  expect(pageErrorLine("thrown text", asked).level).toBe("error");
});

test("a store that fails is one line that says what to do, without a stack", () => {
  const error = withDigest(new Error("database disk image is malformed"), { errcode: 11 });
  const line = pageErrorLine(error, asked);
  expect(line.message).toMatch(/damaged: .* restore a backup/);
  expect(JSON.stringify(line)).not.toContain("at ");
});
