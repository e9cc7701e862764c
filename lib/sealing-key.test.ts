import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Result } from "#lib/result";
import { finishRotation, keyMark, makeNextKey, readSealingKey } from "#lib/sealing-key";

function folder() {
  const dataDirectory = mkdtempSync(join(tmpdir(), "outspan-key-"));
  onTestFinished(() => rmSync(dataDirectory, { recursive: true, force: true }));
  return { dataDirectory, secretKey: null };
}
const data = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.error.message);
  return result.data;
};

test("a next key that the database never took is told and stays nobody's; the next rotation makes another", () => {
  const env = folder();
  const key = data(readSealingKey(env, true));
  expect(finishRotation(env, keyMark(key))).toBe(false);
  const left = data(makeNextKey(env));
  expect(finishRotation(env, keyMark(key))).toBe(true);
  expect(data(readSealingKey(env, false))).toEqual(key);
  expect(data(makeNextKey(env))).not.toEqual(left);
});

test("one that the database took is the key from then on, and nothing is left to tell", () => {
  const env = folder();
  data(readSealingKey(env, true));
  const next = data(makeNextKey(env));
  expect(finishRotation(env, keyMark(next))).toBe(false);
  expect(data(readSealingKey(env, false))).toEqual(next);
  expect(existsSync(join(env.dataDirectory, "secret.key.next"))).toBe(false);
});
