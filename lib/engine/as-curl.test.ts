import { execFile } from "node:child_process";
import { createServer, type IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { asCurl } from "#lib/destination/as-curl";
import { requestHeaders } from "#lib/destination/resolve";
import { listen } from "#lib/engine/testing/peers";

const on = { enabled: true };

const hasCurl = await promisify(execFile)("curl", ["--version"]).then(
  () => true,
  () => false,
);

describe.skipIf(!hasCurl)("a destination as curl, run by curl itself (skipped where there is none)", () => {
  type Got = {
    method: string | undefined;
    path: string | undefined;
    headers: IncomingMessage["headers"];
    body: string;
  };

  async function receiver() {
    const got: Got[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { method, url: path, headers } = request;
        got.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
        response.writeHead(200, { "content-type": "application/json" }).end("{}");
      });
    });
    return { got, port: await listen(server) };
  }

  test("the server gets what Outspan would send: path, headers, credentials, an empty body", async () => {
    const { got, port } = await receiver();
    const headers = [
      { name: "Api-Key", value: "k'e\"y $HOME `id` \\" },
      { name: "x-odd", value: "it's; a={b} !! *", secret: false },
      { name: "x-empty", value: "", secret: false },
    ];
    const auth = { type: "basic" as const, username: "jo'e", password: "p:$ä" };
    const own = { endpoint: `http://127.0.0.1:${port}/a/../in{1,2}?q=[1-3]&r='%20` };
    const signals = {
      traces: on,
      metrics: { ...on, connection: { encoding: "json" as const } },
      logs: { ...on, connection: own },
    };
    const commands = asCurl({
      connection: { transport: "http", endpoint: `http://127.0.0.1:${port}`, headers, auth },
      signals,
    });
    const env = {
      ...process.env,
      TOKEN_1: headers[0]?.value,
      TOKEN_2: auth.password,
      http_proxy: "http://127.0.0.1:9",
    };
    const { stdout } = await promisify(execFile)("bash", ["-c", commands], { env });
    expect(stdout.match(/HTTP\/1.1 200 OK/g)).toHaveLength(3);
    expect(got.map(({ method, path, body }) => [method, path, body])).toEqual([
      ["POST", "/v1/traces", ""],
      ["POST", "/v1/metrics", '{"resourceMetrics":[]}'],
      ["POST", "/a/../in{1,2}?q=[1-3]&r='%20", ""],
    ]);
    const sent = requestHeaders({ headers, auth });
    for (const { headers: received } of got) expect(received).toMatchObject(sent);
    expect(got[0]?.headers).toMatchObject({ "content-type": "application/x-protobuf", "content-length": "0" });
    expect(got[0]?.headers["content-encoding"]).toBeUndefined();
  });
});
