// Interim answers over both transports: a few are waited through, a flood of them ends the exchange long before its time.
import { createServer as createHttp2Server, type ServerHttp2Stream } from "node:http2";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { batch, connection, listen, network, untilAborted } from "#lib/engine/testing/peers";
import { openChannel, wireRequest } from "#lib/engine/transport";

async function exchange(port: number, transport: "http" | "grpc") {
  const route = connection({ port }, { transport });
  const { channel } = await openChannel(route, network(), untilAborted(), () => {});
  if (!channel) throw new Error("The channel did not open");
  onTestFinished(channel.close);
  return channel.exchange(wireRequest(route, batch("items"), true), untilAborted());
}

async function http2Server(answer: (stream: ServerHttp2Stream) => void): Promise<number> {
  const server = createHttp2Server();
  server.on("stream", (stream) => {
    stream.on("error", () => {});
    stream.resume().on("end", () => answer(stream));
  });
  return listen(server);
}

function interim(stream: ServerHttp2Stream, count: number): void {
  for (let sent = 0; sent < count; sent += 1) stream.additionalHeaders({ ":status": 103 });
}

const continued = "HTTP/1.1 100 Continue\r\n\r\n";
const flooded = {
  answer: null,
  timedOut: false,
  fault: { code: "ERR_INTERIM_ANSWERS", message: expect.stringContaining("more than 16") },
};

test("HTTP: sixteen are waited through", async () => {
  const said = `${continued.repeat(16)}HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n`;
  const port = await listen(createServer((socket) => socket.once("data", () => socket.write(said))));
  expect((await exchange(port, "http")).answer?.status).toBe(200);
});

test("HTTP: a flood ends the exchange", async () => {
  const server = createServer((socket) => {
    const more = () => {
      while (!socket.destroyed && socket.write(continued));
    };
    socket.once("data", more).on("drain", more);
  });
  expect(await exchange(await listen(server), "http")).toMatchObject(flooded);
});

test("gRPC: sixteen are waited through", async () => {
  const port = await http2Server((stream) => {
    interim(stream, 16);
    stream.respond({ ":status": 200, "content-type": "application/grpc", "grpc-status": "0" }, { endStream: true });
  });
  expect((await exchange(port, "grpc")).answer?.trailers["grpc-status"]).toBe("0");
});

test("gRPC: a flood ends the call", async () => {
  const port = await http2Server((stream) => interim(stream, 40));
  expect(await exchange(port, "grpc")).toMatchObject(flooded);
});
