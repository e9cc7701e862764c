// How far a connection got before anything was said on it: names, addresses, refusals and hang-ups, as several failures need
// to know them. Names no failure.
import type { Facts } from "#lib/otlp/explain/facts";
import { isUnanswered } from "#lib/otlp/explain/facts";
import { type EmptyQuestion, replyTo } from "#lib/otlp/explain/questions";
import type { Fault } from "#lib/otlp/observation";

/** No route, no such address family here, a router or the last hop says so. */
const unreachableCodes = ["ENETUNREACH", "EHOSTUNREACH", "ENETDOWN", "EHOSTDOWN", "EADDRNOTAVAIL"];
const loopback = /^(127\.|::1$|::ffff:127\.)/i;

/** How each address that was tried failed; empty when one was reached, or none tried. */
export function connectFaults({ seen: { tcp } }: Facts): { address: string; code: string }[] {
  if (tcp === null || tcp.connected !== null) return [];
  return tcp.attempts.map(({ address, fault }) => ({ address, code: fault?.code ?? "" }));
}

/** Every address failed with that code, except those to which there is no way from here. */
export function failedWith(facts: Facts, code: string): boolean {
  const codes = connectFaults(facts).map((one) => one.code);
  return codes.includes(code) && codes.every((one) => one === code || unreachableCodes.includes(one));
}

export function isUnreachable(facts: Facts): boolean {
  const faults = connectFaults(facts);
  return faults.length > 0 && faults.every(({ code }) => unreachableCodes.includes(code));
}

/** The connection was, or would have been, to this very machine; behind a proxy that is not known. */
export function isLoopback({ host, proxy, seen: { tcp } }: Facts): boolean {
  if (proxy !== null) return false;
  if (host === "localhost" || host.endsWith(".localhost")) return true;
  return tcp?.attempts.some(({ address }) => loopback.test(address)) === true;
}

/** Every address took the connection and reset it before it could be used: a peer that is as quick as this machine is near. */
export function isResetAtOnce(facts: Facts): boolean {
  return facts.proxy === null && failedWith(facts, "ECONNRESET");
}

/** In a container localhost is the container, not the machine it runs on. */
export function isContainerLocal(facts: Facts): boolean {
  return facts.surroundings.isContainer && isLoopback(facts) && failedWith(facts, "ECONNREFUSED");
}

/** Nothing of the way is seen from here, and the environment names a proxy that may see it: two causes that look the same. */
export function mayNeedProxy(facts: Facts): boolean {
  if (facts.surroundings.environmentProxy === null || facts.proxy !== null || isLoopback(facts)) return false;
  const hasNoName = facts.seen.dns?.fault != null;
  return hasNoName || failedWith(facts, "ETIMEDOUT") || isUnreachable(facts);
}

/** The peer took the connection and ended it without a byte, in plain text or around a TLS handshake. */
export function isHungUp(facts: Facts): boolean {
  const { attempts, seen } = facts;
  if (attempts.length === 0) return seen.tls !== null && isHangUp(seen.tls.fault);
  return attempts.every(
    (attempt) => isUnanswered(attempt) && !attempt.exchange.timedOut && isHangUp(attempt.exchange.fault),
  );
}

/** The request that was hung up on once more without items, on a connection of its own. */
export function repeatsWithoutItems(facts: Facts): EmptyQuestion[] {
  const { attempts, tls, host, port, seen } = facts;
  if (!isHungUp(facts) || seen.tcp?.connected == null) return [];
  return attempts.slice(0, 1).map(({ signal, path, encoding, exchange: { transport } }) => ({
    ...{ kind: "empty", signal, transport, tls, host, port, path, encoding },
  }));
}

export function isRepeatAnswered(facts: Facts): boolean {
  return repeatsWithoutItems(facts).some((question) => replyTo(facts, question)?.exchange?.answer != null);
}

function isHangUp(fault: Fault | null): boolean {
  if (fault === null || fault.alert !== undefined || fault.firstBytes !== undefined) return false;
  return /^(ECONNRESET|ECONNABORTED|EPIPE|ERR_HTTP2_STREAM_CANCEL|ERR_HTTP2_INVALID_SESSION)$/.test(fault.code);
}
