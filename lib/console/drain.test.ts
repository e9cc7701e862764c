import { once } from "node:events";
import { createServer, get, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { drainable } from "#lib/console/drain";

/** A server that leaves its requests open, and the responses it has yet to finish. */
async function listening() {
  const server = createServer();
  const drain = drainable(server);
  const open: ServerResponse[] = [];
  server.on("request", (_request, response) => open.push(response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, drain, open, port: (server.address() as AddressInfo).port };
}

async function ask(server: Awaited<ReturnType<typeof listening>>) {
  const request = get({ host: "127.0.0.1", port: server.port, agent: false });
  const answered = once(request, "response");
  answered.catch(() => {});
  await once(server.server, "request");
  return { answered };
}

async function refused(port: number) {
  const [error] = await once(connect(port, "127.0.0.1"), "error");
  expect(error.code).toBe("ECONNREFUSED");
}

test("a request under way is answered before the server is gone", async () => {
  const server = await listening();
  const { answered } = await ask(server);
  const drained = server.drain(10_000);
  await refused(server.port);
  server.open[0]?.end("done");
  const [response] = await answered;
  expect(await text(response)).toBe("done");
  expect(response.headers.connection).toBe("close");
  await drained;
  expect(server.server.listening).toBe(false);
});

test("no connection is taken meanwhile, and an idle one does not hold it up", async () => {
  const server = await listening();
  const idle = connect(server.port, "127.0.0.1");
  await once(idle, "connect");
  await server.drain(10_000);
  await once(idle, "close");
  await refused(server.port);
});

test("a request that does not end is cut when the grace is over", async () => {
  const server = await listening();
  const { answered } = await ask(server);
  server.open[0]?.write("first part");
  const [response] = await answered;
  await server.drain(50);
  await expect(text(response)).rejects.toThrow();
});
