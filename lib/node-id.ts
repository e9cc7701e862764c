// Which node this is: a name for the telemetry log of this data directory, made once. Knows nothing of what it is for.
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const shape = /^[0-9a-f-]{36}$/;

export function readNodeId(dataDirectory: string): string {
  const file = join(dataDirectory, "node.id");
  const found = textOf(file);
  if (shape.test(found)) return found;
  const id = randomUUID();
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  writeFileSync(file, `${id}\n`, { mode: 0o600, flush: true });
  return id;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return "";
  }
}
