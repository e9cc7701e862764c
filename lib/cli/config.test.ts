import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { config } from "#lib/cli/config";
import { readEnv } from "#lib/env";

const directory = mkdtempSync(join(tmpdir(), "outspan-config-"));
afterAll(() => rmSync(directory, { recursive: true }));

async function checked(text: string): Promise<string | undefined> {
  const file = join(directory, "outspan.json");
  writeFileSync(file, text);
  const env = readEnv({});
  if (!env.ok) throw new Error(env.error.message);
  const done = await config(env.data, { kind: "config check", file }, process.env);
  return done.ok ? done.data.lines[0]?.replace(`${file} `, "") : done.error.message;
}

test("a file's destinations are counted as they will be there, the one of plain endpoints too", async () => {
  const endpoints = { otlpTraceEndpoint: "http://h:4318/v1/traces", otlpMetricsEndpoint: "http://h:4318/v1/metrics" };
  const own = {
    name: "A",
    connection: { transport: "http", endpoint: "http://h:4318" },
    signals: { logs: { enabled: true } },
  };
  expect(await checked(JSON.stringify(endpoints))).toBe("is right: 1 destination, 0 secrets.");
  expect(await checked(JSON.stringify({ ...endpoints, destinations: [own] }))).toBe(
    "is right: 2 destinations, 0 secrets.",
  );
  expect(await checked('{ "destinations": [] }')).toBe("is right: 0 destinations, 0 secrets.");
});
