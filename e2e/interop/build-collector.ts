// Builds the real OpenTelemetry Collector with its official builder, once per manifest, into the user's cache.
// Knows nothing of what is then asked of it.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

const builder = "go.opentelemetry.io/collector/cmd/builder@v0.161.0";
const manifest = path.join(import.meta.dirname, "collector.yaml");

export function hasGo(): boolean {
  return spawnSync("go", ["version"], { stdio: "ignore" }).status === 0;
}

/** The binary's path. Takes about four minutes on two cores the first time; throws with the builder's words when it fails. */
export async function buildCollector(say: (line: string) => void): Promise<string> {
  const hash = createHash("sha256").update(builder).update(readFileSync(manifest)).digest("hex").slice(0, 16);
  const cache = path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), ".cache"), "outspan-interop");
  const folder = path.join(cache, hash);
  const binary = path.join(folder, "otelcol");
  if (existsSync(binary)) return binary;
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(path.join(cache, "building-"));
  try {
    say("Building the OpenTelemetry Collector (about four minutes, once) …");
    const startedAt = Date.now();
    await run("go", ["run", builder, "--config", manifest], work);
    mkdirSync(folder, { recursive: true });
    // Renamed at the end: a build that was broken off leaves no binary behind.
    renameSync(path.join(work, "build", "otelcol"), binary);
    say(`Built in ${Math.round((Date.now() - startedAt) / 1000)} s: ${binary}`);
    return binary;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function run(command: string, parameters: string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let words = "";
    const keep = (chunk: Buffer): void => {
      words = (words + chunk.toString()).slice(-4000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`The builder ended with ${code}:\n${words}`)),
    );
  });
}
