// H05 and H06: the server sends the request elsewhere. We never follow (R6.9): a POST would lose its body or its keys, and
// an address that the peer chooses is asked only where it can hardly be anything but an OTLP path of the same host.
import type { Fix } from "#lib/destination/problem";
import { moveTo, placeUrl, prefixOf } from "#lib/otlp/explain/edits";
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Attempt, Facts } from "#lib/otlp/explain/facts";
import { type EmptyQuestion, emptyReply, isReceiver } from "#lib/otlp/explain/questions";
import type { Signal } from "#lib/otlp/signal";

const losesBody = [301, 302, 303];
const keepsBody = [307, 308];
/** Beside the port in use: https, http and OTLP's own. On any other port may stand something that acts on a POST. */
const askedPorts = [443, 80, 4318];
const urlShownMax = 200;

export const httpRedirect301: Entry = redirectEntry("http.redirect_301_302", losesBody);
export const httpRedirect307: Entry = redirectEntry("http.redirect_307_308", keepsBody);

function redirectEntry(code: string, statuses: number[]): Entry {
  const isIt = (attempt: Attempt) => statuses.includes(attempt.answer.httpStatus ?? 0);
  return {
    code,
    ask: (facts) => facts.attempts.filter(isIt).flatMap((attempt) => question(facts, attempt) ?? []),
    recognise: (facts) => findEach(facts, (attempt) => (isIt(attempt) ? "certain" : null)),
    tell: (facts, signals) => {
      const attempt = attemptOf(facts, signals);
      const location = attempt === null ? null : locationOf(facts, attempt);
      const where = location === null ? "elsewhere" : `to ${shown(location)}`;
      return {
        title: `The server redirects ${where}`,
        advice: adviceOf(facts, attempt, location),
        fix: attempt !== null && location !== null ? fixOf(facts, signals, attempt, location) : null,
      };
    },
  };
}

function adviceOf(facts: Facts, attempt: Attempt | null, location: URL | null): string {
  if (attempt === null || location === null)
    return "Outspan never follows a redirect. Ask the backend for the final URL.";
  const origin =
    location.origin === originOf(facts) ? "" : " That is another origin: saved secrets must be entered again.";
  const asked = question(facts, attempt);
  const reply = asked && emptyReply(facts, asked);
  if (reply === null) {
    return `Outspan never follows a redirect, and has not asked there. If that is the receiver, enter it as the endpoint.${origin}`;
  }
  const status = reply.answer?.httpStatus ?? null;
  const got =
    status === null ? "got no answer" : `got ${status}${isReceiver(reply) ? ", as from an OTLP receiver" : ""}`;
  return `Outspan never follows a redirect. An empty request there ${got}.${isReceiver(reply) ? origin : ""}`;
}

/** As far as a receiver is told by it: without query, name and password. */
function shown({ origin, pathname }: URL): string {
  const url = origin + pathname;
  return url.length > urlShownMax ? `${url.slice(0, urlShownMax)}…` : url;
}

/** Offered where a receiver answered there, on the same host: another host is not chosen by the peer. */
function fixOf(facts: Facts, signals: readonly Signal[], attempt: Attempt, location: URL): Fix | null {
  const prefix = prefixOf(withoutSlash(location.pathname), attempt.signal);
  if (!isProven(facts, attempt) || prefix === null) return null;
  const tls = location.protocol === "https:";
  if (location.pathname.endsWith("/")) {
    // A base URL cannot end its signals' paths: each gets its own.
    const place = { tls, port: portOf(location), prefix };
    const changes = signals.map((signal) => ({
      path: `/signals/${signal}/connection/endpoint`,
      value: `${placeUrl(facts.destination, signal, place)}/`,
    }));
    return { label: "End the paths with a slash", changes };
  }
  const changes = moveTo(facts.destination, signals, { tls, port: portOf(location), prefix });
  const isSchemeOnly = tls && !facts.tls && location.pathname === attempt.path;
  return { label: isSchemeOnly ? "Use https" : `Use ${location.origin}${prefix}`, changes };
}

function isProven(facts: Facts, attempt: Attempt): boolean {
  const asked = question(facts, attempt);
  return asked !== null && isReceiver(emptyReply(facts, asked));
}

/** null = not to be asked: neither host nor port nor query of a request of ours is the peer's to choose. */
function question(facts: Facts, attempt: Attempt): EmptyQuestion | null {
  const location = locationOf(facts, attempt);
  if (location === null || attempt.exchange.transport !== "http" || hostOf(location) !== facts.host) return null;
  const { pathname: path, search } = location;
  const port = portOf(location);
  if (search !== "" || prefixOf(withoutSlash(path), attempt.signal) === null) return null;
  if (port !== facts.port && !askedPorts.includes(port)) return null;
  const tls = location.protocol === "https:";
  const { signal, encoding } = attempt;
  return { kind: "empty", signal, transport: "http", tls, host: facts.host, port, path, encoding, isPeersChoice: true };
}

function locationOf(facts: Facts, attempt: Attempt): URL | null {
  const header = attempt.exchange.answer?.headers.location;
  const url = header === undefined ? null : URL.parse(header, originOf(facts) + attempt.path);
  return url !== null && (url.protocol === "http:" || url.protocol === "https:") ? url : null;
}

function originOf(facts: Facts): string {
  const host = facts.host.includes(":") ? `[${facts.host}]` : facts.host;
  return URL.parse(`${facts.tls ? "https" : "http"}://${host}:${facts.port}`)?.origin ?? "";
}

/** One slash at the end is all that some servers ask for. */
function withoutSlash(path: string): string {
  return path.replace(/\/$/, "");
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "");
}

function portOf(url: URL): number {
  return url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
}
