// One message to a real server, and every way in which it may not arrive, in words without the URL's secret.
import { createServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer as createTcpServer } from "node:net";
import { describe, expect, test } from "vitest";
import { issue, makeAuthority } from "#e2e/certificates";
import { type Notice, testNotice } from "#lib/engine/notice/notice";
import { sendWebhook } from "#lib/engine/notice/webhook";
import { listen, network } from "#lib/engine/testing/peers";

const secret = "T0-very/B1-secret";
const notice: Notice = {
  event: "destination.refused",
  destination: { id: "a", name: "Shop <!channel> & co", url: "http://127.0.0.1:3000/destinations/a" },
  state: "refused",
  since: "2026-01-02T14:02:00.000Z",
  sentence: "Refused since 14:02 UTC: 401 from otlp.example.com.",
  queued: { traces: 3, metrics: 0, logs: 0 },
  diagnosis: [{ code: "auth.rejected", title: "The key is not accepted", advice: "Enter it again." }],
  at: "2026-01-02T14:02:01.000Z",
};

type Got = { method: string | undefined; path: string | undefined; type: string | undefined; body: string };

async function receiver(answer: RequestListener = (_request, response) => response.end("ok")) {
  const got: Got[] = [];
  const port = await listen(
    createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { method, url: path, headers } = request;
        got.push({ method, path, type: headers["content-type"], body: Buffer.concat(chunks).toString() });
        answer(request, response);
      });
    }),
  );
  return { got, port, url: `http://127.0.0.1:${port}/services/${secret}?key=hidden-too` };
}

const json = (url: string) => ({ url, format: "json" as const });

describe("what arrives", () => {
  test("JSON: one POST of the notice as it is, to path and query", async () => {
    const { url, got } = await receiver();
    expect(await sendWebhook(json(url), notice, network())).toEqual({ accepted: true, message: "200 OK" });
    const path = `/services/${secret}?key=hidden-too`;
    expect(got).toEqual([{ method: "POST", path, type: "application/json", body: JSON.stringify(notice) }]);
  });

  test("Slack: text alone, with a link, and a name that can call nobody", async () => {
    const { url, got } = await receiver();
    expect((await sendWebhook({ url, format: "slack" }, notice, network())).accepted).toBe(true);
    expect(JSON.parse(got[0]?.body ?? "")).toEqual({
      text: "Shop &lt;!channel&gt; &amp; co: Refused since 14:02 UTC: 401 from otlp.example.com. <http://127.0.0.1:3000/destinations/a|Open in Outspan>",
    });
  });

  test("the button's message says that it is a test, in both shapes", async () => {
    const { url, got } = await receiver();
    await sendWebhook(json(url), testNotice(0), network());
    await sendWebhook({ url, format: "slack" }, testNotice(0), network());
    const [first, second] = got.map(({ body }) => JSON.parse(body));
    expect(first).toMatchObject({ event: "test", destination: null, at: "1970-01-01T00:00:00.000Z" });
    expect(Object.keys(second)).toEqual(["text"]);
  });
});

describe("what does not arrive is said in words, without the secret", () => {
  test("a refusal brings the status and the server's first words, cleaned of the path that it repeats", async () => {
    const words = `no_service at /services/${secret} for hidden-too ${"x".repeat(5000)}`;
    const { url } = await receiver((_request, response) => response.writeHead(404).end(words));
    const { accepted, message } = await sendWebhook(json(url), notice, network());
    expect(accepted).toBe(false);
    expect(message).toMatch(/^404 Not Found: no_service at /);
    expect(message).not.toMatch(/T0-very|B1-secret|hidden-too/);
    expect(message.length).toBeLessThan(300);
  });

  test("a redirect is not followed", async () => {
    const other = await receiver();
    const { url } = await receiver((_request, response) => response.writeHead(302, { location: other.url }).end());
    const told = await sendWebhook(json(url), notice, network());
    expect(told).toEqual({ accepted: false, message: "302 Found: redirects are not followed" });
    expect(other.got).toEqual([]);
  });

  test("a certificate of an authority that is not known here", async () => {
    const pair = issue(makeAuthority("Private CA"), "hooks", { names: ["127.0.0.1"] });
    const requests: string[] = [];
    const port = await listen(createHttpsServer(pair, ({ url = "" }) => requests.push(url)));
    const { accepted, message } = await sendWebhook(json(`https://127.0.0.1:${port}/${secret}`), notice, network());
    expect(accepted).toBe(false);
    expect(message).toMatch(/^The certificate of 127\.0\.0\.1:\d+ is not trusted: its issuer is not known here \(/);
    expect(requests).toEqual([]);
  });

  test.each(["169.254.169.254", "[fd00:ec2::254]", "168.63.129.16"])(
    "R9.9 %s, cloud metadata, is refused before anything is connected to",
    async (host) => {
      const connected: string[] = [];
      const judged = network();
      const { judge } = judged.policy;
      const policy = {
        ...judged.policy,
        judge: (address: string, port: number) => {
          const reason = judge(address, port);
          if (reason === null) connected.push(address);
          return reason;
        },
      };
      const told = await sendWebhook(json(`http://${host}/latest`), notice, { ...judged, policy });
      expect(told.accepted).toBe(false);
      expect(told.message).toMatch(/^OUTSPAN_TARGETS does not allow \S+ \((metadata|link local)\)$/);
      expect(connected).toEqual([]);
    },
  );

  test("Outspan's own listener is no target", async () => {
    const { url, port, got } = await receiver();
    const own = network({ listeners: [{ address: "127.0.0.1", port }] });
    expect((await sendWebhook(json(url), notice, own)).message).toContain("does not allow 127.0.0.1 (self)");
    expect(got).toEqual([]);
  });

  test("nobody listens, nobody has the name, the connection breaks, TLS is not spoken", async () => {
    const closing = createTcpServer((socket) => socket.destroy());
    const port = await listen(closing);
    const plain = await receiver();
    const none = network({}, { lookup: async () => Promise.reject(Object.assign(new Error(), { code: "ENOTFOUND" })) });
    const messages = [
      await sendWebhook(json(`http://127.0.0.1:1/${secret}`), notice, network()),
      await sendWebhook(json(`http://no.test/${secret}`), notice, none),
      await sendWebhook(json(`http://127.0.0.1:${port}/${secret}`), notice, network()),
      await sendWebhook(json(`https://127.0.0.1:${plain.port}/${secret}`), notice, network()),
    ].map(({ message }) => message);
    expect(messages[0]).toBe("No connection to 127.0.0.1:1 (ECONNREFUSED)");
    expect(messages[1]).toBe("no.test was not found (ENOTFOUND)");
    expect(messages[2]).toMatch(/^The connection to 127\.0\.0\.1:\d+ broke before an answer came \(E[A-Z]+\)$/);
    expect(messages[3]).toMatch(/^TLS with 127\.0\.0\.1:\d+ failed \(/);
    expect(messages.join(" ")).not.toMatch(/T0-very|B1-secret/);
  });
});
