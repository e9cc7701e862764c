// The commands that a destination is exported as, run by a real bash and a real curl against Outspan's own sink.
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { writeDestination } from "#lib/format/write";
import { httpReceiver } from "#lib/sink/http-receiver";

test("a real curl sends them: each signal to its own path, with the secret that was filled in, and the sink accepts it", async () => {
  const understood: string[] = [];
  const keys: unknown[] = [];
  const sink = httpReceiver(({ signal }) => understood.push(signal));
  sink.on("request", ({ headers }) => keys.push([headers["api-key"], headers["x-open"]]));
  await once(sink.listen(0, "127.0.0.1"), "listening");
  const { port } = sink.address() as AddressInfo;
  const on = { enabled: true };
  const headers = [
    { name: "api-key", value: "stored" },
    { name: "x-open", value: "it's $5", secret: false },
  ];
  const connection = { transport: "http" as const, endpoint: `http://127.0.0.1:${port}`, headers };
  const signals = { traces: on, metrics: { ...on, connection: { encoding: "json" as const } }, logs: on };
  const written = writeDestination({ connection, signals }, [], "curl");
  expect(written?.fill).toEqual([{ name: "TOKEN", words: "the value of the header api-key" }]);
  expect(written?.text).not.toContain("stored");
  const child = spawn("bash", ["-eu"], {
    env: { ...process.env, TOKEN: "typed" },
    stdio: ["pipe", "ignore", "ignore"],
  });
  child.stdin.end(written?.text);
  expect(await once(child, "exit")).toEqual([0, null]);
  sink.close();
  expect(understood).toEqual(["traces", "metrics", "logs"]);
  expect(keys).toEqual(Array.from({ length: 3 }, () => ["typed", "it's $5"]));
});
