// What comes back from a peer holds no secret that was sent, whoever shows it afterwards (R3.10): the innermost of the layers.
import { expect, onTestFinished, test } from "vitest";
import { secretsOf } from "#lib/engine/redact";
import { batch, connection, network, untilAborted } from "#lib/engine/testing/peers";
import { destination, grpcReceiver, httpReceiver } from "#lib/engine/testing/receivers";
import { deliverBatch, openChannel, sendBatch } from "#lib/engine/transport";

const token = "t0ken-that-is-long";

async function answers(port: number, transport: "http" | "grpc") {
  const auth = { type: "bearer", token } as const;
  const route = connection({ port }, { transport, auth });
  const secrets = secretsOf(destination(`http://127.0.0.1:${port}`, { auth }), [route]);
  const { channel } = await openChannel(route, network(), untilAborted(), () => {});
  if (!channel) throw new Error("The channel did not open");
  onTestFinished(channel.close);
  const sending = { withCredentials: true, secrets, nowMs: Date.now };
  const sent = await sendBatch(channel, route, batch("items"), sending, untilAborted());
  const delivered = await deliverBatch(channel, route, batch("items"), secrets, untilAborted());
  return [sent, delivered].map(({ answer }) => answer);
}

test("R3.10 HTTP: words and reason of an answer that repeats the token are without it, as they are and escaped", async () => {
  const body = `no such key: ${token}, ${encodeURIComponent(`Bearer ${token}`)}`;
  const { port } = await httpReceiver(() => ({ status: 403, type: "text/plain", body }));
  for (const answer of await answers(port, "http")) {
    expect(answer.words).toContain("no such key: [hidden]");
    expect(JSON.stringify(answer)).not.toContain(token);
  }
});

test("R3.10 gRPC: status message and reason as well", async () => {
  const { port } = await grpcReceiver(() => ({ code: 7, details: `not with ${token}` }));
  for (const answer of await answers(port, "grpc")) {
    expect(answer.grpcStatus?.message).toBe("not with [hidden]");
    expect(JSON.stringify(answer)).not.toContain(token);
  }
});
