// Export with fetched tokens and signatures: the same authorization as a probe's, a token server that fails loses nothing.
import { expect, test, vi } from "vitest";
import { awsServer } from "#lib/engine/testing/aws-server";
import {
  configuration,
  exported,
  itemReceiver,
  ledger,
  openTestExport,
  send,
  spans,
  temporaryDirectory,
} from "#lib/engine/testing/export";
import { clientId, clientSecret, given, refusal, tokenServer } from "#lib/engine/testing/token-server";

const until = (check: () => void) => vi.waitFor(check, { timeout: 8000, interval: 10 });

const oauth2 = (tokenUrl: string) => ({
  connection: { auth: { type: "oauth2" as const, tokenUrl, clientId, clientSecret } },
});

const basicOf = (password: string) => ({ type: "basic" as const, username: "u", password });

test("a token is fetched, a 401 renews it within the same delivery, and the attempts tell of acceptance alone", async () => {
  const tokens = await tokenServer();
  const receiver = await itemReceiver();
  const takes = (good: string) => {
    receiver.answer = ({ headers }) => ({ status: headers.authorization === good ? 200 : 401 });
  };
  takes("Bearer access-token-number-1");
  const exporting = await openTestExport(temporaryDirectory());
  await exporting.configure(configuration(exported("one", receiver.port, oauth2(tokens.url))));
  await send(exporting, spans("a"));
  await until(() => expect(receiver.names()).toEqual(["a"]));
  takes("Bearer access-token-number-2");
  await send(exporting, spans("b"));
  await until(() => expect(receiver.names()).toEqual(["a", "b"]));
  await until(() => expect(ledger(exporting, "one")).toMatchObject({ delivered: 2, queued: 0, isBalanced: true }));
  expect(exporting.attempts("one", 10)?.map(({ outcome }) => outcome)).toEqual(["accepted", "accepted"]);
  expect([tokens.grants.length, receiver.requests]).toEqual([2, 3]);
});

test("without a token nothing is sent and nothing is lost: the reason and its diagnosis are shown, without the secret", async () => {
  const tokens = await tokenServer();
  tokens.instead = ({ headers }) => refusal(401, "invalid_client", `${headers.authorization} ${clientSecret}`);
  const receiver = await itemReceiver();
  const exporting = await openTestExport(temporaryDirectory());
  await exporting.configure(configuration(exported("one", receiver.port, oauth2(tokens.url))));
  await send(exporting, spans("a"));
  const status = () => exporting.find("one")?.status(Date.now());
  await until(() => expect(status()?.signals.traces.state).toBe("retrying"));
  expect(status()?.signals.traces.lastOutcome).toMatchObject({
    kind: "retry",
    message: "No access token: invalid_client (401)",
  });
  expect(status()?.diagnosis.map(({ code }) => code)).toEqual(["token.invalid_client"]);
  expect(JSON.stringify([status(), exporting.attempts("one", 10)])).not.toContain("s3cret");
  expect(ledger(exporting, "one")).toMatchObject({ queued: 1, isBalanced: true });
  expect(receiver.requests).toBe(0);
  tokens.instead = null;
  await until(() => expect(receiver.names()).toEqual(["a"]));
  await until(() => expect(status()).toMatchObject({ state: "delivering", diagnosis: [] }));
});

test("R3.10 a token that the receiver repeats is in no status and no attempt", async () => {
  const tokens = await tokenServer();
  const receiver = await itemReceiver(({ headers }) => ({ status: 403, body: `not with ${headers.authorization}` }));
  const exporting = await openTestExport(temporaryDirectory());
  await exporting.configure(configuration(exported("one", receiver.port, oauth2(tokens.url))));
  await send(exporting, spans("a"));
  const status = () => exporting.find("one")?.status(Date.now());
  await until(() => expect(status()?.state).toBe("refused"));
  const text = JSON.stringify([status(), exporting.attempts("one", 10)]);
  expect(text).toContain("403");
  expect(text).not.toContain("access-token-number");
});

test.each([
  ["an access token", "partialSuccess", oauth2],
  ["an access token", "rejectedSpans", oauth2],
  ["a password", "partialSuccess", () => ({ connection: { auth: basicOf("partialSuccess") } })],
  ["a password", "ess", () => ({ connection: { auth: basicOf("ess") } })],
])("%s that is a word of OTLP (%s) changes nothing in the ledger", async (_what, word, made) => {
  const tokens = await tokenServer();
  tokens.instead = () => given(word, 3600);
  const receiver = await itemReceiver(() => ({
    status: 200,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ partialSuccess: { rejectedSpans: "1", errorMessage: `${word} is too old` } }),
  }));
  const exporting = await openTestExport(temporaryDirectory());
  await exporting.configure(configuration(exported("one", receiver.port, made(tokens.url))));
  await send(exporting, spans("a"));
  await until(() => expect(ledger(exporting, "one")).toMatchObject({ delivered: 0, rejected: 1, isBalanced: true }));
  expect(exporting.attempts("one", 10)?.[0]?.message).toContain("[hidden] is too old");
});

test("R3.10 the header that a token server repeats is in no status and no attempt", async () => {
  const tokens = await tokenServer();
  tokens.instead = ({ headers }) => refusal(400, (headers.authorization ?? "").slice(6));
  const receiver = await itemReceiver();
  const exporting = await openTestExport(temporaryDirectory());
  await exporting.configure(configuration(exported("one", receiver.port, oauth2(tokens.url))));
  await send(exporting, spans("a"));
  const status = () => exporting.find("one")?.status(Date.now());
  await until(() => expect(status()?.signals.traces.state).toBe("retrying"));
  const text = JSON.stringify([status(), exporting.attempts("one", 10)]);
  expect(text).toContain("No access token: [hidden]");
  const sent = (tokens.grants[0]?.headers.authorization ?? "").slice(6);
  for (let at = 0; at + 12 <= sent.length; at += 1) expect(text).not.toContain(sent.slice(at, at + 12));
});

test("SigV4 signs what export packs: a server that verifies takes it, of each signal alike", async () => {
  const keys = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
  const { port, requests } = await awsServer(keys, "eu-west-1/logs");
  const auth = {
    type: "sigv4" as const,
    region: "eu-west-1",
    service: "logs",
    credentials: "static" as const,
    ...keys,
  };
  const exporting = await openTestExport(temporaryDirectory());
  await exporting.configure(configuration(exported("one", port, { connection: { auth } })));
  await send(exporting, spans("a", "b"));
  await until(() => expect(ledger(exporting, "one")).toMatchObject({ delivered: 2, queued: 0, isBalanced: true }));
  expect(requests.map(({ error, headers }) => [error, headers["content-encoding"]])).toEqual([[null, "gzip"]]);
});
