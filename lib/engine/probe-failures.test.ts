// Every failure staged with a real server, named, owned by the right stage, and, where a fix is offered, repaired by it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer as createHttp2Server } from "node:http2";
import { connect, createServer as createTcpServer } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { listen } from "#lib/engine/testing/peers";
import {
  destination,
  firstOf,
  grpcReceiver,
  httpReceiver,
  notPassed,
  otlpAt,
  probe,
  probeFixed,
  taken,
  told,
} from "#lib/engine/testing/receivers";

const all = "traces,metrics,logs";
/** A pair of ports such as 21317 and 21318, both free. */
async function portPair(): Promise<{ grpc: number; http: number }> {
  for (let thousand = 21; thousand < 60; thousand += 1) {
    const isFree = await Promise.all([317, 318].map((rest) => canListen(thousand * 1000 + rest)));
    if (isFree.every(Boolean)) return { grpc: thousand * 1000 + 317, http: thousand * 1000 + 318 };
  }
  throw new Error("No free pair of ports");
}

function canListen(port: number): Promise<boolean> {
  const server = createTcpServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** A listener that is stopped with a full queue: the kernel drops every further SYN, as a firewall does. */
async function blackHole(): Promise<number> {
  const script = `const server = require("net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 },
    () => process.stdout.write(String(server.address().port)))`;
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  const [text] = await once(child.stdout, "data");
  const port = Number(text);
  child.kill("SIGSTOP");
  const fillers = Array.from({ length: 4 }, () => connect({ host: "127.0.0.1", port }).on("error", () => {}));
  onTestFinished(() => {
    for (const filler of fillers) filler.destroy();
    child.kill("SIGKILL");
  });
  await Promise.all(fillers.slice(0, 2).map((filler) => once(filler, "connect")));
  return port;
}

async function closedPort(): Promise<number> {
  const server = createTcpServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
  });
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("connection", () => {
  test("N04 tcp.refused: nothing listens there", async () => {
    const report = await probe(destination(`http://127.0.0.1:${await closedPort()}`));
    expect(notPassed(report)).toEqual(["tcp failed"]);
    expect(firstOf(report)).toMatchObject({ code: "tcp.refused", certainty: "certain" });
    expect(report.stages.find(({ stage }) => stage === "tcp")?.evidence.checks).toHaveLength(4);
  });

  test("N07 tcp.blackhole: the connection times out", async () => {
    const port = await blackHole();
    const limitsMs = { dns: 300, tcp: 300, proxy: 300, tls: 300 };
    const report = await probe(destination(`http://127.0.0.1:${port}`), { net: { limitsMs } });
    expect(notPassed(report)).toEqual(["tcp failed"]);
    expect(told(report)).toEqual([`tcp.blackhole certain ${all}: no fix`]);
  });

  test("N09 is not claimed for a server that is only slow", async () => {
    const { port } = await httpReceiver((seen) => (seen.bytes > 2 ? null : taken));
    const report = await probe(destination(`http://127.0.0.1:${port}`, { timeoutMs: 200 }));
    expect(report.diagnosis.map(({ code }) => code)).toEqual(["backend.slow"]);
  });
});

describe("wrong protocol on the port", () => {
  test("P01 port.http_to_grpc: the gRPC port is named, and gRPC is one click away", async () => {
    const { port, requests } = await grpcReceiver();
    const probed = destination(`http://127.0.0.1:${port}`);
    const report = await probe(probed);
    expect(notPassed(report)).toEqual(["protocol failed"]);
    expect(told(report)).toEqual([`port.http_to_grpc certain ${all}: Switch to gRPC`]);
    expect(requests.filter(({ bytes }) => bytes > 0)).toEqual([]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("P01 with the HTTP port beside it: use that port", async () => {
    const pair = await portPair();
    await grpcReceiver(undefined, undefined, undefined, pair.grpc);
    await httpReceiver(otlpAt(), undefined, pair.http);
    const probed = destination(`http://127.0.0.1:${pair.grpc}`);
    const report = await probe(probed);
    expect(told(report)).toEqual([`port.http_to_grpc certain ${all}: Use port ${pair.http}`]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("P02 port.grpc_to_http: the HTTP port is named, and HTTP is one click away", async () => {
    const { port } = await httpReceiver(otlpAt());
    const probed = destination(`http://127.0.0.1:${port}`, { transport: "grpc" });
    const report = await probe(probed);
    expect(notPassed(report)).toEqual(["protocol failed"]);
    expect(told(report)).toEqual([`port.grpc_to_http certain ${all}: Switch to HTTP`]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("P02 with the gRPC port beside it: use that port", async () => {
    const pair = await portPair();
    await grpcReceiver(undefined, undefined, undefined, pair.grpc);
    await httpReceiver(otlpAt(), undefined, pair.http);
    const probed = destination(`http://127.0.0.1:${pair.http}`, { transport: "grpc" });
    const report = await probe(probed);
    expect(told(report)).toEqual([`port.grpc_to_http certain ${all}: Use port ${pair.grpc}`]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("a port that only resets is not taken for any of them", async () => {
    const port = await listen(createTcpServer((socket) => socket.once("data", () => socket.resetAndDestroy())));
    const report = await probe(destination(`http://127.0.0.1:${port}`));
    expect(notPassed(report)).toEqual(["protocol failed"]);
    expect(report.diagnosis.map(({ code }) => code)).toEqual(["tcp.refused_container_localhost", "tcp.reset"]);
  });

  test("a banner of something else is shown", async () => {
    const port = await listen(createTcpServer((socket) => socket.write("SSH-2.0-OpenSSH_9.2\r\n")));
    const report = await probe(destination(`http://127.0.0.1:${port}`));
    expect(firstOf(report).code).toBe("port.not_http");
    const shown = JSON.stringify(report.stages.find(({ stage }) => stage === "protocol")?.evidence);
    expect(shown).toContain("53 53 48 2d");
  });
});

test("R6.8 an answer of more than 64 KiB is told as what it is, and what was not read is said", async () => {
  const { port } = await httpReceiver(() => ({ status: 200, type: "application/json", body: " ".repeat(70_000) }));
  const report = await probe(destination(`http://127.0.0.1:${port}`));
  expect(report.verdict).toBe("failed");
  expect(firstOf(report).title).toContain("longer than 64 KiB");
  expect(JSON.stringify(report.stages)).toContain("Longer than 64 KiB: the rest was not read");
});

test("a success that a reset cuts off is told as an answer that broke off", async () => {
  const port = await listen(
    createTcpServer((socket) =>
      socket.once("data", () => {
        const head = "HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 10\r\n\r\n";
        socket.write(`${head}abc`, () => setImmediate(() => socket.resetAndDestroy()));
      }),
    ),
  );
  const report = await probe(destination(`http://127.0.0.1:${port}`));
  expect(report.verdict).toBe("failed");
  expect(firstOf(report).title).toMatch(/^Not recognised: the server began to answer 200, and the answer broke off \(/);
  expect(report.stages.find(({ stage }) => stage === "traces")?.summary).toBe("1 span not accepted: 200, broken off");
});

test("a proxy's and a session's own words are escaped and cut like all others", async () => {
  const evil = `\u001b[31m${"x".repeat(9000)}`;
  const proxy = await listen(
    createTcpServer((socket) =>
      socket.once("data", () => {
        const head = `HTTP/1.1 407 ${evil}\r\nProxy-Authenticate: Basic realm="\u202e${"y".repeat(5000)}"\r\n`;
        socket.end(`${head}Content-Length: 0\r\n\r\n`);
      }),
    ),
  );
  const refused = await probe(destination("http://127.0.0.1:9", { proxy: `http://127.0.0.1:${proxy}` }));
  const server = createHttp2Server();
  server.on("stream", (stream) => {
    stream.on("error", () => {});
    stream.session?.goaway(11, 0, Buffer.from(evil));
    stream.session?.destroy();
  });
  const ended = await probe(destination(`http://127.0.0.1:${await listen(server)}`, { transport: "grpc" }));
  for (const { stages, stage } of [
    { ...refused, stage: "proxy" },
    { ...ended, stage: "protocol" },
  ]) {
    const evidence = JSON.stringify(stages.find((one) => one.stage === stage));
    expect(evidence).toMatch(/x{1000}/);
    expect(evidence).not.toMatch(/[x]{2048}|[y]{2048}|\\u001b|\u202e/);
  }
});
