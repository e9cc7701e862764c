import { expect, test } from "vitest";
import { nextErrorLine } from "#lib/next-error";

const withDigest = (error: Error, more: object = {}) => Object.assign(error, { digest: "123", ...more });

test("an action's body that cannot be read is a warning under the digest that the browser got, without the body", () => {
  let thrown = new Error();
  try {
    JSON.parse('"s3cret');
  } catch (error) {
    thrown = error as Error;
  }
  const line = nextErrorLine(withDigest(thrown));
  expect(line).toMatchObject({ level: "warn", fields: { digest: "123" } });
  expect(JSON.stringify(line)).not.toContain("s3cret");
});

test("a page that fails is an error with its stack, under the digest", () => {
  const error = withDigest(new Error("a bug"));
  expect(nextErrorLine(error)).toEqual({ level: "error", message: "A page failed", fields: { digest: "123", error } });
});

test("a store that fails is one line that says what to do, without a stack", () => {
  const line = nextErrorLine(withDigest(new Error("database disk image is malformed"), { errcode: 11 }));
  expect(line.message).toMatch(/damaged: .* restore a backup/);
  expect(JSON.stringify(line)).not.toContain("at ");
});
