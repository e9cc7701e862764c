// The key that seals secrets: from the environment, else a file of the data directory that is made once, for its owner only.
import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "#lib/env";
import { fail, ok, type Result } from "#lib/result";
import { deriveKey } from "#lib/seal";

const keyBytes = 32;

export function keyFile({ dataDirectory }: Pick<Env, "dataDirectory">): string {
  return join(dataDirectory, "secret.key");
}

/** Tells keys apart without telling them: what a database remembers of its own. */
export function keyMark(key: Buffer): string {
  return deriveKey(key, "fingerprint").toString("base64url");
}

/** Where a rotation puts the new key before the database takes it. */
function nextKeyFile(env: Pick<Env, "dataDirectory">): string {
  return `${keyFile(env)}.next`;
}

/** On disk before anything is sealed with it. One that an unfinished rotation left is nobody's, and replaced. */
export function makeNextKey(env: Pick<Env, "dataDirectory">): Result<Buffer> {
  const file = nextKeyFile(env);
  return attempt(`${file} cannot be written`, () => {
    rmSync(file, { force: true });
    const key = Buffer.from(makeKey(file), "base64");
    flushDirectory(env.dataDirectory);
    return key;
  });
}

/** The database has the new key: its file takes the place of the old one. */
export function adoptNextKey(env: Pick<Env, "dataDirectory">): Result<void> {
  return attempt(`${keyFile(env)} cannot be replaced`, () => {
    renameSync(nextKeyFile(env), keyFile(env));
    flushDirectory(env.dataDirectory);
  });
}

/**
 * After a rotation that was cut off: the key that the database knows by `mark` takes its place. Any other stays as it is: `true` where
 * one was made that the database never took.
 */
export function finishRotation(env: Pick<Env, "dataDirectory">, mark: string): boolean {
  const isRight = (file: string) => {
    const key = Buffer.from(textOrNothing(file).trim(), "base64");
    return key.length === keyBytes && keyMark(key) === mark;
  };
  if (!isRight(keyFile(env)) && isRight(nextKeyFile(env))) adoptNextKey(env);
  return existsSync(nextKeyFile(env));
}

function textOrNothing(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** So that a rename survives a power cut. */
function flushDirectory(path: string): void {
  const directory = openSync(path, "r");
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/** `isFirst`: nothing was sealed yet, so a key may be made. Later an absent one is a lost one, and another would not help. */
export function readSealingKey(env: Pick<Env, "secretKey" | "dataDirectory">, isFirst: boolean): Result<Buffer> {
  if (env.secretKey !== null) return ok(env.secretKey);
  const file = keyFile(env);
  const found = attempt(`${file} cannot be read`, () => readText(file));
  if (!found.ok) return found;
  if (found.data === null && !isFirst) {
    return fail(
      "invalid",
      `The key this database was made with is missing: set OUTSPAN_SECRET_KEY, or bring back ${file}`,
    );
  }
  const text = found.data === null ? attempt(`${file} cannot be written`, () => makeKey(file)) : ok(found.data);
  if (!text.ok) return text;
  const key = Buffer.from(text.data.trim(), "base64");
  if (key.length === keyBytes) return ok(key);
  return fail("invalid", `${file} is damaged: bring back its copy, or set OUTSPAN_SECRET_KEY (32 bytes in base64)`);
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}

/** `wx`: of two that start at once, one fails instead of both sealing with different keys. */
function makeKey(file: string): string {
  const text = `${randomBytes(keyBytes).toString("base64")}\n`;
  writeFileSync(file, text, { mode: 0o600, flag: "wx", flush: true });
  return text;
}

/** What the system refuses (permissions, a directory in its place, a full disk) is the operator's to mend. */
function attempt<T>(what: string, run: () => T): Result<T> {
  try {
    return ok(run());
  } catch (error) {
    const code = codeOf(error);
    if (code === null) throw error;
    return fail("invalid", `${what} (${code}): mend that, or set OUTSPAN_SECRET_KEY (32 bytes in base64)`);
  }
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}
