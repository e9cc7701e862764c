// Asks a peer what the diagnosis wants to know: what speaks on a port, and what an empty request gets. No check carries an
// item; credentials go along only over TLS to the same origin (api.md §2.2); every address is judged by the target policy.
import { hostInUrl } from "#lib/destination/host";
import type { EffectiveConnection } from "#lib/destination/resolve";
import type { Network } from "#lib/engine/open-socket";
import { askPort } from "#lib/engine/probe-port";
import { cleanFirstBytes, type Secrets } from "#lib/engine/redact";
import { openChannel, sendBatch } from "#lib/engine/transport";
import type { EmptyQuestion, EmptyReply, PortQuestion, Question, Reply } from "#lib/otlp/explain/questions";
import { emptyBatch } from "#lib/otlp/payload";

const checkLimitMs = 1500;

type Asking = { connection: EffectiveConnection; network: Network; secrets: Secrets; nowMs: () => number };

export async function askQuestion(asking: Asking, question: Question, abort: AbortSignal): Promise<Reply> {
  const limited = AbortSignal.any([abort, AbortSignal.timeout(checkLimitMs)]);
  const limitsMs = { dns: checkLimitMs, tcp: checkLimitMs, proxy: checkLimitMs, tls: checkLimitMs };
  const network = { ...asking.network, limitsMs };
  if (question.kind === "empty") return askEmpty({ ...asking, network }, question, limited);
  const reply = await askPort(plainTo(asking.connection, question), question, network, limited);
  return { ...reply, firstBytes: reply.firstBytes && cleanFirstBytes(reply.firstBytes, asking.secrets.inAnswers) };
}

/** Without TLS, credentials and client certificate: a stranger's first look. */
function plainTo(connection: EffectiveConnection, { host, port }: PortQuestion): EffectiveConnection {
  const url = `http://${hostInUrl(host)}:${port}`;
  return {
    ...withoutCredentials(connection),
    transport: "http",
    target: { ...connection.target, tls: false, host, port, path: "/", url },
  };
}

async function askEmpty(asking: Asking, question: EmptyQuestion, abort: AbortSignal): Promise<EmptyReply> {
  const { network } = asking;
  const startMs = network.now();
  const withCredentials = isSameOrigin(asking.connection, question) && question.tls && !question.isPeersChoice;
  const connection = connectionFor(asking.connection, question, withCredentials);
  const { seen, channel } = await openChannel(connection, network, abort, () => {});
  const reply = { kind: "empty" as const, startMs, withCredentials, exchange: null, answer: null };
  if (channel === null) {
    const fault = seen.tls?.fault ?? seen.proxy?.fault ?? seen.tcp?.attempts.at(-1)?.fault ?? seen.dns?.fault ?? null;
    return { ...reply, durationMs: network.now() - startMs, fault };
  }
  const batch = emptyBatch(question.signal, question.encoding);
  const sending = { withCredentials, secrets: asking.secrets, nowMs: asking.nowMs };
  const { exchange, answer } = await sendBatch(channel, connection, batch, sending, abort);
  channel.close();
  return { ...reply, durationMs: network.now() - startMs, exchange, answer, fault: exchange.fault };
}

function isSameOrigin({ target }: EffectiveConnection, { tls, host, port }: EmptyQuestion): boolean {
  return target.tls === tls && target.host === host && target.port === port;
}

function connectionFor(
  connection: EffectiveConnection,
  { transport, tls, host, port, path, encoding, isPeersChoice }: EmptyQuestion,
  withCredentials: boolean,
): EffectiveConnection {
  const origin = `${tls ? "https" : "http"}://${hostInUrl(host)}:${port}`;
  return {
    ...(withCredentials ? connection : withoutCredentials(connection)),
    ...(isPeersChoice && { headers: [] }),
    transport,
    target: { ...connection.target, tls, host, port, path, url: origin + path },
    encoding,
    compression: "none",
    timeoutMs: checkLimitMs,
  };
}

/** A client certificate says who we are as much as a key does. */
function withoutCredentials(connection: EffectiveConnection): EffectiveConnection {
  const { clientCert: _cert, clientKey: _key, ...tls } = connection.tls;
  const headers = connection.headers.filter((header) => header.secret === false);
  return { ...connection, tls, headers, auth: { type: "none" } };
}
