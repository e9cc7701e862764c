// Which node this is: a name for the telemetry log of this data directory, made once. Knows nothing of what it is for.
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const shape = /^[0-9a-f-]{36}$/;
const idFile = "node.id";

export function readNodeId(dataDirectory: string): string {
  const found = textOf(join(dataDirectory, idFile));
  return shape.test(found) ? found : newNodeId(dataDirectory);
}

/** In place of the one that lies there. */
export function newNodeId(dataDirectory: string): string {
  const id = randomUUID();
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  writeFileSync(join(dataDirectory, idFile), `${id}\n`, { mode: 0o600, flush: true });
  return id;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return "";
  }
}
