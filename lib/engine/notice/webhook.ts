// One message to a webhook: one POST over the same checked sockets as export, nothing followed. Everything of a webhook's URL behind
// its origin is a secret: it is in no answer and no line. Knows no destination's health.
import { hostInUrl } from "#lib/destination/host";
import type { EffectiveConnection } from "#lib/destination/resolve";
import { type Notice, noticeBody } from "#lib/engine/notice/notice";
import { authority, type Network, type Opened } from "#lib/engine/open-socket";
import type { Webhook } from "#lib/engine/protocol";
import { cleanWords, secretsOf } from "#lib/engine/redact";
import { openChannel } from "#lib/engine/transport";
import type { Exchange } from "#lib/otlp/observation";

/** What came of it, in words fit for log and page. */
export type Told = { accepted: boolean; message: string };

const limitMs = 10_000;
const wordsMax = 200;
/** Shorter pieces of a path are "api" and "v1". */
const secretPieceMin = 6;

export async function sendWebhook(
  webhook: Webhook,
  notice: Notice,
  network: Network,
  abort: AbortSignal | null = null,
): Promise<Told> {
  const url = URL.parse(webhook.url);
  if (url === null) return refused("The webhook's URL cannot be read: enter it again");
  const limit = AbortSignal.timeout(limitMs);
  const until = abort === null ? limit : AbortSignal.any([limit, abort]);
  const connection = connectionOf(url);
  const { channel, seen } = await openChannel(connection, network, until, () => {});
  if (channel === null) return refused(limit.aborted ? late(connection) : whyNotOpened(connection, seen));
  const body = Buffer.from(noticeBody(notice, webhook.format));
  const { path } = connection.target;
  const request = { signal: "logs", path, encoding: "json", compression: "none", headers: {}, body } as const;
  const plain = { withCredentials: false, isPacked: false, items: 0, timeoutMs: limitMs };
  const exchange = await channel.exchange({ ...request, ...plain }, until);
  channel.close();
  return told(exchange, connection, url, limit.aborted);
}

/** As one that an export would use: no credentials, no proxy, no authority of its own. */
function connectionOf(url: URL): EffectiveConnection {
  const tls = url.protocol === "https:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = url.port === "" ? (tls ? 443 : 80) : Number(url.port);
  const path = url.pathname + url.search;
  const typed = `${tls ? "https" : "http"}://${hostInUrl(host)}:${port}${path}`;
  const at = "/url";
  return {
    transport: "http",
    target: { tls, host, port, path, url: typed, typedLength: typed.length },
    encoding: "json",
    compression: "none",
    headers: [],
    auth: { type: "none" },
    tls: {},
    proxy: null,
    timeoutMs: limitMs,
    kind: "own",
    from: { endpoint: at, encoding: at, compression: at, headers: at, auth: at, tls: at, proxy: at },
  };
}

function told({ answer, fault }: Exchange, connection: EffectiveConnection, url: URL, isLate: boolean): Told {
  if (answer === null) {
    const broke = `The connection to ${authority(connection.target)} broke before an answer came`;
    return refused(isLate || fault?.code === "ETIMEDOUT" ? late(connection) : `${broke} (${fault?.code ?? "closed"})`);
  }
  const { status, statusText } = answer;
  const finder = secretsOf(secretHolder(url), []).inTexts;
  const clean = (words: string) => cleanWords(words, finder);
  const head = clean(`${status} ${statusText}`);
  if (status >= 200 && status < 300) return { accepted: true, message: head };
  if (status >= 300 && status < 400) return refused(`${head}: redirects are not followed`);
  const words = clean(Buffer.from(answer.body).toString()).slice(0, wordsMax).toWellFormed();
  return refused(words === "" ? head : `${head}: ${words}`);
}

/** The URL's secret pieces as a destination would hold its own, so that they are looked for in the same way. */
function secretHolder(url: URL) {
  const pieces = [...url.pathname.split("/"), ...[...url.searchParams].flat(), url.search.slice(1)];
  const shown = pieces.filter(({ length }) => length >= secretPieceMin);
  const whole = [url.pathname + url.search, url.pathname].filter((path) => path.length > secretPieceMin);
  const headers = [...whole, ...shown].map((value, index) => ({ name: `piece-${index}`, value, secret: true }));
  return { connection: { transport: "http", endpoint: url.origin, headers }, signals: {} } as const;
}

function whyNotOpened({ target }: EffectiveConnection, { dns, tcp, tls }: Opened["seen"]): string {
  const peer = authority(target);
  if (dns?.fault) return `${target.host} was not found (${dns.fault.code})`;
  if (tcp?.blocked) {
    const { address, reason } = tcp.blocked;
    return `OUTSPAN_TARGETS does not allow ${address} (${reason.replaceAll("_", " ")})`;
  }
  if (tls?.fault) {
    const { code, message } = tls.fault;
    const isJudged = tls.chain.length > 0 && !tls.verified;
    if (isJudged) return `The certificate of ${peer} is not trusted: ${certificateWords[code] ?? message} (${code})`;
    return `TLS with ${peer} failed (${code})`;
  }
  const fault = tcp?.attempts.findLast((attempt) => attempt.fault)?.fault;
  return `No connection to ${peer} (${fault?.code ?? "refused"})`;
}

const certificateWords: Record<string, string> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its issuer is not known here",
  UNABLE_TO_GET_ISSUER_CERT: "its issuer is not known here",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its issuer is not known here",
  SELF_SIGNED_CERT_IN_CHAIN: "its authority is not known here",
  DEPTH_ZERO_SELF_SIGNED_CERT: "it is signed by itself",
  CERT_HAS_EXPIRED: "it has expired",
  CERT_NOT_YET_VALID: "it is not valid yet",
  ERR_TLS_CERT_ALTNAME_INVALID: "it is for another name",
};

function late({ target }: EffectiveConnection): string {
  return `No answer from ${authority(target)} within ${limitMs / 1000} s`;
}

function refused(message: string): Told {
  return { accepted: false, message };
}
