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
import { clientId, clientSecret, refusal, tokenServer } from "#lib/engine/testing/token-server";

const until = (check: () => void) => vi.waitFor(check, { timeout: 8000, interval: 10 });

const oauth2 = (tokenUrl: string) => ({
  connection: { auth: { type: "oauth2" as const, tokenUrl, clientId, clientSecret } },
});

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
