// R3.10: servers repeat the key they were sent. Nothing that leaves a probe holds it, and no check carries it elsewhere.
import { createServer as createTcpServer } from "node:net";
import { describe, expect, test } from "vitest";
import { issue, makeAuthority } from "#e2e/certificates";
import type { Connection } from "#lib/destination/schema";
import { listen } from "#lib/engine/testing/peers";
import {
  destination,
  firstOf,
  grpcReceiver,
  httpReceiver,
  otlpAt,
  probe,
  probeFixed,
  type Seen,
  taken,
} from "#lib/engine/testing/receivers";
import { Report } from "#lib/otlp/report";

const secret = 'Sup3r/secret+key=="<&%';
const password = "pa55 wörd\\n";
const basic = Buffer.from(`user:${password}`).toString("base64");
const keys: Connection = {
  headers: [
    { name: "X-Api-Key", value: secret },
    { name: "X-Scope-OrgID", value: "tenant-7", secret: false },
  ],
  auth: { type: "basic", username: "user", password },
};

/** Every form in which it may come back, in part too. */
const forms = [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  Buffer.from(secret).toString("base64"),
  Buffer.from(secret).toString("hex"),
  password,
  basic,
];

function expectNoSecret(text: string): void {
  for (const form of forms) expect(text).not.toContain(form);
  expect(text).not.toContain("Sup3r");
  expect(text).not.toContain("pa55");
}

const echoOf = ({ headers }: Seen) =>
  JSON.stringify({ code: 16, message: `unknown key ${headers["x-api-key"]}`, headers });

describe("a secret that the server repeats", () => {
  test.each([
    ["a JSON body", (seen: Seen) => ({ status: 401, type: "application/json", body: echoOf(seen) })],
    [
      "plain text",
      (seen: Seen) => ({
        status: 400,
        type: "text/plain",
        body: `bad: ${seen.headers["x-api-key"]} ${seen.headers.authorization}`,
      }),
    ],
    ["HTML", (seen: Seen) => ({ status: 403, type: "text/html", body: `<title>${seen.headers["x-api-key"]}</title>` })],
    [
      "a partial success",
      (seen: Seen) => ({
        status: 200,
        type: "application/json",
        body: JSON.stringify({ partialSuccess: { errorMessage: `key ${seen.headers["x-api-key"]} is old` } }),
      }),
    ],
    [
      "a redirect",
      (seen: Seen) => ({
        status: 302,
        headers: { location: `/login?key=${encodeURIComponent(String(seen.headers["x-api-key"]))}` },
      }),
    ],
    [
      "headers and status text",
      (seen: Seen) => ({
        status: 401,
        headers: {
          "www-authenticate": `Key realm="${Buffer.from(String(seen.headers["x-api-key"])).toString("base64")}"`,
        },
      }),
    ],
  ])("in %s is in no stage and no diagnosis", async (_name, answer) => {
    const { port } = await httpReceiver(answer);
    const report = await probe(destination(`http://127.0.0.1:${port}`, keys), { sdk: true });
    expectNoSecret(JSON.stringify(report));
    expectNoSecret(JSON.stringify(report.told));
  });

  test("over gRPC, in message, details and trailers", async () => {
    const { port } = await grpcReceiver(({ metadata }) => {
      const key = String(metadata.get("x-api-key")[0]);
      const status = Buffer.concat([Buffer.from([0x08, 16, 0x12, key.length]), Buffer.from(key)]);
      return { code: 16, details: `unknown key ${key}`, metadata: { "grpc-status-details-bin": status, echo: key } };
    });
    const report = await probe(destination(`http://127.0.0.1:${port}`, { ...keys, transport: "grpc" }));
    expectNoSecret(JSON.stringify(report));
  });
});

describe("a peer that sends back what it was sent", () => {
  const token = "tok-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const keyed: Connection = { auth: { type: "bearer", token } };
  /** Its first twelve characters on, in bytes as in text. */
  const expectNoToken = (report: unknown) => {
    const text = JSON.stringify(report).replaceAll(" ", "").toLowerCase();
    for (let at = 0; at + 12 <= token.length; at += 1) {
      const piece = token.slice(at, at + 12).toLowerCase();
      expect(text).not.toContain(piece);
      expect(text).not.toContain(Buffer.from(token.slice(at, at + 12)).toString("hex"));
    }
  };

  test("as bytes: the first ones are shown without the key", async () => {
    // What comes first, so that the key lies across the end of what is shown.
    for (const length of [0, 20, 40]) {
      const port = await listen(
        createTcpServer((socket) =>
          socket.on("data", (chunk: Buffer) => {
            const text = chunk.toString("latin1");
            socket.write("-".repeat(length) + text.slice(Math.max(0, text.indexOf("tok-"))));
          }),
        ),
      );
      const report = await probe(destination(`http://127.0.0.1:${port}`, keyed));
      const shown = report.stages.find(({ stage }) => stage === "protocol")?.evidence.answers;
      expect(JSON.stringify(shown)).toContain("2a 2a 2a 2a 2a 2a 2a 2a");
      expectNoToken(report);
    }
  });

  test("as a long status text, to the SDK alone", async () => {
    const port = await listen(
      createTcpServer((socket) =>
        socket.on("data", (chunk: Buffer) => {
          const text = chunk.toString("latin1");
          if (!text.includes("POST")) return;
          const status = /chunked/i.test(text) ? `400 ${"x".repeat(490)}\u202d${token}` : "200 OK";
          socket.end(`HTTP/1.1 ${status}\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n`);
        }),
      ),
    );
    const report = await probe(destination(`http://127.0.0.1:${port}`, keyed), { sdk: true });
    const message = JSON.stringify(report.stages.at(-1)?.evidence.error);
    expect(message).toContain("xxxx");
    expect(message).not.toContain("tok-");
    expectNoToken(report);
  });
});

describe("a secret that is a word of ours", () => {
  const shapeOf = ({ verdict, stages, diagnosis }: Report) => ({
    verdict,
    stages: stages.map(({ stage, signals, status, evidence }) => [stage, signals, status, Object.keys(evidence)]),
    diagnosis: diagnosis.map(({ code, certainty, signals, fix }) => [code, certainty, signals, fix?.changes ?? null]),
  });
  const withKey = (endpoint: string, value: string) => destination(endpoint, { headers: [{ name: "X-Key", value }] });
  const lookup = async () => [{ address: "127.0.0.1", family: 4 }];

  test.each(["localhost", "traces", "certain", "failed", "protocol", "connection", "endpoint", "code", "text/plain"])(
    "changes no verdict, stage, code, signal or fix: %s",
    async (word) => {
      const { port } = await httpReceiver(otlpAt());
      for (const endpoint of [`https://localhost:${port}`, `http://localhost:${port}/v1/traces`]) {
        const plain = await probe(withKey(endpoint, "another-secret"), { net: { lookup } });
        const { told: stages, ...report } = await probe(withKey(endpoint, word), { net: { lookup } });
        expect(Report.safeParse(report).error).toBeUndefined();
        expect(shapeOf(report)).toEqual(shapeOf(plain));
        expect(stages.map(({ stage }) => stage)).toEqual(plain.told.map(({ stage }) => stage));
        expect((await probeFixed(withKey(endpoint, word), firstOf(report), { net: { lookup } })).verdict).toBe(
          "accepted",
        );
      }
    },
  );

  test("a redirect to the path that holds the key is told without it, and is no fix", async () => {
    const { port } = await httpReceiver(({ path, headers }) => {
      const key = String(headers["x-key"] ?? "[hidden]");
      const moved = path.includes("v1") && !path.startsWith(`/${key}`);
      return moved ? { status: 307, headers: { location: `http://127.0.0.1:${port}/${key}${path}` } } : taken;
    });
    const report = await probe(withKey(`http://127.0.0.1:${port}`, "s3cret-key"));
    expect(firstOf(report)).toMatchObject({ code: "http.redirect_307_308", fix: null });
    expect(JSON.stringify(report)).not.toContain("s3cret-key");
  });
});

/** Every request but that for a page, which has no body. */
const hasType = ({ headers }: { headers: Record<string, unknown> }) => headers["content-type"] !== undefined;

describe("extra checks", () => {
  test("carry no credentials in plain text, and never any item", async () => {
    const { port, requests } = await httpReceiver(otlpAt("/otlp"));
    await probe(destination(`http://127.0.0.1:${port}`, keys));
    const checks = requests.filter(({ bytes }) => bytes <= 2).filter(hasType);
    expect(checks.length).toBeGreaterThan(0);
    for (const { headers } of checks) {
      expect(headers).not.toHaveProperty("authorization");
      expect(headers).not.toHaveProperty("x-api-key");
      expect(headers["x-scope-orgid"]).toBe("tenant-7");
    }
  });

  test("carry them over TLS to the same origin, where they tell more", async () => {
    const authority = makeAuthority("Test CA");
    const { port, requests } = await httpReceiver(otlpAt("/otlp"), issue(authority, "peer", { names: ["127.0.0.1"] }));
    await probe(destination(`https://127.0.0.1:${port}`, { ...keys, tls: { ca: authority.cert } }));
    const checks = requests.filter(({ bytes }) => bytes <= 2).filter(hasType);
    expect(checks.length).toBeGreaterThan(0);
    for (const { headers } of checks) expect(headers["x-api-key"]).toBe(secret);
    const pages = requests.filter((request) => !hasType(request));
    expect(pages.length).toBeGreaterThan(0);
    for (const { headers } of pages) expect(Object.keys(headers).sort()).toEqual(["connection", "host", "user-agent"]);
  });

  test("go to no other port that the peer names", async () => {
    const other = await httpReceiver(() => taken);
    const { port } = await httpReceiver(() => ({
      status: 302,
      headers: { location: `http://127.0.0.1:${other.port}/v1/traces` },
    }));
    await probe(destination(`http://127.0.0.1:${port}`, keys));
    expect(other.requests).toEqual([]);
  });
});
