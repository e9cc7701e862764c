// The key that seals secrets: from the environment, else a file of the data directory that is made once, for its owner only.
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "#lib/env";
import { fail, ok, type Result } from "#lib/result";

const keyBytes = 32;

export function readSealingKey(env: Pick<Env, "secretKey" | "dataDirectory">): Result<Buffer> {
  if (env.secretKey !== null) return ok(env.secretKey);
  mkdirSync(env.dataDirectory, { recursive: true, mode: 0o700 });
  const file = join(env.dataDirectory, "secret.key");
  const text = readText(file) ?? makeKey(file);
  const key = Buffer.from(text.trim(), "base64");
  if (key.length === keyBytes) return ok(key);
  return fail("invalid", `${file} is damaged: bring back its copy, or set OUTSPAN_SECRET_KEY (32 bytes in base64)`);
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** `wx`: of two that start at once, one fails instead of both sealing with different keys. */
function makeKey(file: string): string {
  const text = `${randomBytes(keyBytes).toString("base64")}\n`;
  writeFileSync(file, text, { mode: 0o600, flag: "wx", flush: true });
  return text;
}
