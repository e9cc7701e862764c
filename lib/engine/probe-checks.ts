// Asks a peer what the diagnosis wants to know: what speaks on a port, what an empty request gets, which page is there. No
// check carries an item; credentials go along only over TLS to the same origin (api.md §2.2); every address is judged.
import { hostInUrl } from "#lib/destination/host";
import type { EffectiveConnection } from "#lib/destination/resolve";
import type { Channel } from "#lib/engine/channel";
import type { Network } from "#lib/engine/open-socket";
import { askBanner } from "#lib/engine/probe-banner";
import { askHandshake, askTunnel } from "#lib/engine/probe-handshake";
import { askPort } from "#lib/engine/probe-port";
import { cleanFirstBytes, cleanText, type Secrets, withoutSecrets } from "#lib/engine/redact";
import { openChannel, sendBatch, wireRequest } from "#lib/engine/transport";
import type { EmptyQuestion, EmptyReply, PageQuestion, PageReply, Question, Reply } from "#lib/otlp/explain/questions";
import type { ConnectionSeen, Fault } from "#lib/otlp/observation";
import { emptyBatch } from "#lib/otlp/payload";
import { readAnswer } from "#lib/otlp/response";

const checkLimitMs = 1500;

export type Asking = {
  connection: EffectiveConnection;
  network: Network;
  secrets: Secrets;
  nowMs: () => number;
  /** Open already, to this very origin: what is asked there without credentials needs no connection of its own. */
  channel?: Channel | null;
};

export function askQuestion(asking: Asking, question: Question, abort: AbortSignal): Promise<Reply> {
  const limited = AbortSignal.any([abort, AbortSignal.timeout(checkLimitMs)]);
  const limitsMs = { dns: checkLimitMs, tcp: checkLimitMs, proxy: checkLimitMs, tls: checkLimitMs };
  const bounded = { ...asking, network: { ...asking.network, limitsMs } };
  return askWithin(bounded, question, limited);
}

async function askWithin(asking: Asking, question: Question, abort: AbortSignal): Promise<Reply> {
  const { connection, network, secrets } = asking;
  const stranger = strangerTo(connection, question);
  const clean = (firstBytes: string | null) => firstBytes && cleanFirstBytes(firstBytes, secrets.inAnswers);
  switch (question.kind) {
    case "empty":
      return askEmpty(asking, question, abort);
    case "page":
      return askPage(asking, stranger, question, abort);
    case "port": {
      const reply = await askPort(stranger, question, network, abort);
      return { ...reply, firstBytes: clean(reply.firstBytes) };
    }
    case "banner": {
      const reply = await askBanner(stranger, question, network, abort);
      return { ...reply, firstBytes: clean(reply.firstBytes) };
    }
    case "handshake":
      return askHandshake(connection, question, network, abort);
    case "tunnel":
      return askTunnel(stranger, network, abort);
  }
}

/** In plain text, without credentials and client certificate: a first look. */
function strangerTo(connection: EffectiveConnection, question: Question): EffectiveConnection {
  const { host, port } = question;
  const tls = question.kind === "page" && question.tls;
  const path = question.kind === "page" ? question.path : "/";
  const url = `${tls ? "https" : "http"}://${hostInUrl(host)}:${port}${path}`;
  const isDirect = question.kind === "port" && question.isDirect === true;
  return {
    ...withoutCredentials(connection),
    ...(isDirect && { proxy: null }),
    transport: "http",
    target: { ...connection.target, tls, host, port, path, url },
    timeoutMs: checkLimitMs,
  };
}

async function askEmpty(asking: Asking, question: EmptyQuestion, abort: AbortSignal): Promise<EmptyReply> {
  const { network } = asking;
  const startMs = network.now();
  const isHome = isSameOrigin(asking.connection, question);
  const withCredentials = isHome && question.tls && !question.isPeersChoice && !question.isAnonymous;
  const connection = connectionFor(asking.connection, question, withCredentials);
  const open =
    isHome && question.isAnonymous && question.transport === asking.connection.transport ? asking.channel : null;
  const { seen, channel } = open
    ? { seen: null, channel: open }
    : await openChannel(connection, network, abort, () => {});
  const reply = { kind: "empty" as const, startMs, withCredentials, exchange: null, answer: null };
  if (channel === null) return { ...reply, durationMs: network.now() - startMs, fault: faultIn(seen) };
  const { signal, encoding, isBroken } = question;
  const batch = isBroken ? { signal, encoding, body: noRequest, items: 0 } : emptyBatch(signal, encoding);
  const sending = { withCredentials, secrets: asking.secrets, nowMs: asking.nowMs };
  const { exchange, answer } = await sendBatch(channel, connection, batch, sending, abort);
  if (!open) channel.close();
  return { ...reply, durationMs: network.now() - startMs, exchange, answer, fault: exchange.fault };
}

/** The beginning of a Protobuf field that never ends, and no JSON. */
const noRequest = Uint8Array.of(0xff);

async function askPage(
  { network, secrets, nowMs }: Asking,
  stranger: EffectiveConnection,
  { signal, path }: PageQuestion,
  abort: AbortSignal,
): Promise<PageReply> {
  const startMs = network.now();
  const { seen, channel } = await openChannel({ ...stranger, headers: [] }, network, abort, () => {});
  const reply = { kind: "page" as const, startMs, exchange: null, words: null };
  if (channel === null) return { ...reply, durationMs: network.now() - startMs, fault: faultIn(seen) };
  const nothing = emptyBatch(signal, "protobuf");
  const request = { ...wireRequest(stranger, nothing, false), method: "GET" as const, path, headers: {} };
  const exchange = withoutSecrets(await channel.exchange(request, abort), secrets);
  channel.close();
  const hide = (said: string) => cleanText(said, secrets.inTexts);
  const { words } = readAnswer(signal, 0, exchange, { nowMs: nowMs(), hide });
  return { ...reply, durationMs: network.now() - startMs, exchange, words, fault: exchange.fault };
}

function faultIn(seen: Omit<ConnectionSeen, "signals"> | null): Fault | null {
  return seen?.tls?.fault ?? seen?.proxy?.fault ?? seen?.tcp?.attempts.at(-1)?.fault ?? seen?.dns?.fault ?? null;
}

function isSameOrigin({ target }: EffectiveConnection, { tls, host, port }: EmptyQuestion): boolean {
  return target.tls === tls && target.host === host && target.port === port;
}

function connectionFor(
  connection: EffectiveConnection,
  { transport, tls, host, port, path, encoding, compression, isPeersChoice, tenant }: EmptyQuestion,
  withCredentials: boolean,
): EffectiveConnection {
  const origin = `${tls ? "https" : "http"}://${hostInUrl(host)}:${port}`;
  const sent = withCredentials ? connection : withoutCredentials(connection);
  const added = tenant === undefined ? [] : [{ name: "X-Scope-OrgID", value: tenant, secret: false }];
  return {
    ...sent,
    headers: isPeersChoice ? [] : [...sent.headers, ...added],
    transport,
    target: { ...connection.target, tls, host, port, path, url: origin + path },
    encoding,
    compression: compression ?? "none",
    timeoutMs: checkLimitMs,
  };
}

/** A client certificate says who we are as much as a key does. */
function withoutCredentials(connection: EffectiveConnection): EffectiveConnection {
  const { clientCert: _cert, clientKey: _key, ...tls } = connection.tls;
  const headers = connection.headers.filter((header) => header.secret === false);
  return { ...connection, tls, headers, auth: { type: "none" } };
}
