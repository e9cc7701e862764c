// Builds the real OpenTelemetry Collector with its official builder, once per manifest, into the user's cache.
// Knows nothing of what is then asked of it.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { buildOnce, run } from "#e2e/interop/build-once";

const builder = "go.opentelemetry.io/collector/cmd/builder@v0.161.0";
const manifest = path.join(import.meta.dirname, "collector.yaml");

export function hasGo(): boolean {
  return spawnSync("go", ["version"], { stdio: "ignore" }).status === 0;
}

/** The binary's path; throws with the builder's words when it fails. */
export function buildCollector(say: (line: string) => void): Promise<string> {
  return buildOnce({
    title: "the OpenTelemetry Collector (about four minutes, once)",
    madeOf: `${builder}${readFileSync(manifest, "utf8")}`,
    make: (work) => run("go", ["run", builder, "--config", manifest], work),
    kept: path.join("build", "otelcol"),
    say,
  });
}
