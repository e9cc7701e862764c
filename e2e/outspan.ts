// Starts an Outspan through its launcher, as an operator would, on a free port and a data directory of its own.
// For journeys, interop and benches alike. Knows the ready line and the HTTP API, nothing of the inside.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { cleanEnvironment } from "#e2e/environment";
import manifest from "#package.json" with { type: "json" };

const root = path.join(import.meta.dirname, "..");
/** The launcher makes the build first where there is none of this source. */
const readyWithinMs = 300_000;

export type Outspan = {
  url: string;
  /** One-time link for the first account; null when an account exists. */
  setupLink: string | null;
  /** Where it receives, host:port; null = off. */
  otlp: { http: string | null; grpc: string | null };
  apiKey: string;
  dataDirectory: string;
  /** The launcher. */
  pid: number;
  readyAfterMs: number;
  /** What was written to stdout and stderr so far. */
  output(): string;
  /** Process ids of console and engine as they run now. */
  children(): { console: number | null; engine: number | null };
  /** Calls the HTTP API with the admin key. */
  api(method: string, route: string, body?: unknown): Promise<{ status: number; body: unknown }>;
  /** SIGTERM; resolves with the exit code and removes the data directory. */
  stop(): Promise<number | null>;
};

/** Without passwords there is no link to set one. */
const hasSetupLink = (environment: Record<string, string>) =>
  environment.OUTSPAN_ADMIN_EMAIL === undefined && environment.OUTSPAN_PASSWORD_SIGN_IN !== "off";

export async function startOutspan(environment: Record<string, string> = {}): Promise<Outspan> {
  const dataDirectory = mkdtempSync(path.join(tmpdir(), "outspan-e2e-"));
  const apiKey = randomBytes(24).toString("hex");
  const startedAt = performance.now();
  const anyPort = "127.0.0.1:0";
  const ports = { PORT: "0", OUTSPAN_OTLP_HTTP: anyPort, OUTSPAN_OTLP_GRPC: anyPort };
  const own = { ...ports, OUTSPAN_DATA_DIR: dataDirectory, OUTSPAN_API_KEY: apiKey };
  // The command of `npm start`, flags and all, by the Node that runs this.
  const node = { PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH}` };
  const child = spawn("sh", ["-c", manifest.scripts.start], {
    cwd: root,
    env: cleanEnvironment({ ...node, ...own, ...environment }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { url, setupLink, otlp, output } = await readyLine(child, hasSetupLink(environment));
  const readyAfterMs = performance.now() - startedAt;
  const pid = child.pid ?? 0;
  return {
    ...{ url, setupLink, otlp, apiKey, dataDirectory, pid, readyAfterMs, output },
    children: () => childrenOf(pid),
    api: (method, route, body) => callApi(url, apiKey, method, route, body),
    stop: async () => {
      const code = await ended(child);
      rmSync(dataDirectory, { recursive: true, force: true });
      return code;
    },
  };
}

function readyLine(
  child: ChildProcess,
  hasSetupLink: boolean,
): Promise<Pick<Outspan, "url" | "setupLink" | "otlp" | "output">> {
  let output = "";
  return new Promise((resolve, reject) => {
    const giveUp = (why: string): void => {
      child.kill("SIGKILL");
      reject(new Error(`Outspan ${why}:\n${output}`));
    };
    const timer = setTimeout(() => giveUp(`was not ready within ${readyWithinMs / 1000} s`), readyWithinMs);
    child.once("exit", (code) => giveUp(`ended with ${code} before it was ready`));
    child.stderr?.on("data", (chunk: Buffer) => {
      output += chunk;
    });
    if (!child.stdout) return giveUp("has no stdout");
    let url: string | null = null;
    let setupLink: string | null = null;
    let otlp: Outspan["otlp"] = { http: null, grpc: null };
    createInterface({ input: child.stdout }).on("line", (line) => {
      output += `${line}\n`;
      url ??= /Outspan ready\s+(http\S+)/.exec(line)?.[1] ?? null;
      const [, http = null, grpc = null] = /\(OTLP ([^,)]+)(?:, ([^)]+))?\)/.exec(line) ?? [];
      if (http !== null) otlp = { http, grpc };
      setupLink ??= /(http\S+\/setup\S*)/.exec(line)?.[1] ?? null;
      if (!url || (hasSetupLink && !setupLink)) return;
      clearTimeout(timer);
      child.removeAllListeners("exit");
      resolve({ url, setupLink, otlp, output: () => output });
    });
  });
}

function childrenOf(pid: number): { console: number | null; engine: number | null } {
  const children = processes().filter((row) => row.parent === pid);
  const find = (entry: string): number | null => children.find((row) => row.command.includes(entry))?.pid ?? null;
  return { console: find("lib/console/server"), engine: find("lib/engine/main") };
}

/** From /proc where there is one (a slim container has no ps), else from ps. */
function processes(): { pid: number; parent: number; command: string }[] {
  if (!existsSync("/proc/self/stat")) {
    const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
    return rows
      .map((row) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row))
      .filter((row) => row !== null)
      .map((row) => ({ pid: Number(row[1]), parent: Number(row[2]), command: row[3] ?? "" }));
  }
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
        return [{ pid: Number(name), parent: Number(/\) \S (\d+)/.exec(stat)?.[1]), command }];
      } catch {
        return []; // It ended while we looked.
      }
    });
}

async function callApi(url: string, apiKey: string, method: string, route: string, body?: unknown) {
  const response = await fetch(`${url}/api/v1${route}`, {
    method,
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      // A journey overwrites whatever is there.
      ...(method === "PUT" ? { "if-match": "*" } : {}),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : (JSON.parse(text) as unknown) };
}

export function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve(child.exitCode);
    child.once("exit", (code) => resolve(code));
    child.kill("SIGTERM");
  });
}
