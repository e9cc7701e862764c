// Destinations and the named secrets that they use: which one, and whether it may go there. The one place that decides whether a
// value leaves. Pure, and knows no value.
import { headersMax } from "#lib/destination/check-header";
import { originOf } from "#lib/destination/origin";
import type { Change, Fix, Problem } from "#lib/destination/problem";
import {
  type Connected,
  connectionPath,
  type EffectiveConnection,
  effectiveConnection,
  enabledSignals,
  type Slot,
  slotOf,
} from "#lib/destination/resolve";
import type { Connection, ProbedDestination } from "#lib/destination/schema";
import { type Signal, signalFacts, signals } from "#lib/otlp/signal";

/** What a judgement needs of one: the names of its headers, no values. */
export type NamedSecret = { name: string; origins: readonly string[]; headers: readonly string[] };

function connectionAt(destination: Connected, slot: Slot): Connection | undefined {
  return slot === "shared" ? destination.connection : destination.signals[slot]?.connection;
}

/** Every one that it names, also where a signal is off. */
export function secretNamesIn(destination: Connected): string[] {
  const slots: Slot[] = ["shared", ...signals];
  return [...new Set(slots.flatMap((slot) => connectionAt(destination, slot)?.secret || []))];
}

/** The one that a signal uses and where it is named; "" in an own connection means none. */
export function secretOf(destination: Connected, signal: Signal): { name: string; slot: Slot } | null {
  const slot = slotOf(destination, signal, "secret");
  const name = connectionAt(destination, slot)?.secret ?? "";
  return name === "" ? null : { name, slot };
}

/**
 * What forbids to send a named secret with this destination, each once, at its field. As everywhere, judged are signals that
 * are on.
 */
export function namedSecretProblems(destination: ProbedDestination, known: readonly NamedSecret[]): Problem[] {
  const found = enabledSignals(destination).flatMap((signal) => secretProblemsOf(destination, signal, known));
  const seen = new Set<string>();
  return found.filter(({ path, message }) => !seen.has(path + message) && seen.add(path + message));
}

/** Of one signal, on or off. */
export function secretProblemsOf(destination: Connected, signal: Signal, known: readonly NamedSecret[]): Problem[] {
  const chosen = secretOf(destination, signal);
  if (chosen === null) return [];
  const path = `${connectionPath(chosen.slot)}/secret`;
  const secret = known.find(({ name }) => name === chosen.name);
  if (secret === undefined) {
    const message = `No secret is called ${shown(chosen.name)}: choose another, or make it under Settings, Secrets`;
    return [{ path, code: "secret.unknown", message, fix: null }];
  }
  const connection = effectiveConnection(destination, signal);
  if (connection === null) return [];
  const stray = strayProblem(
    secret,
    connection,
    { signal, path, isInherited: isInherited(destination, signal) },
    known,
  );
  if (stray !== null) return [stray];
  const unsafe = unsafeProblem(secret, connection, path);
  return unsafe === null ? doubledProblems(secret, connection, path) : [unsafe];
}

function isInherited(destination: Connected, signal: Signal): boolean {
  const own = destination.signals[signal]?.connection;
  return own?.endpoint !== undefined && own.secret === undefined;
}

function shown(name: string): string {
  return name.length > 63 ? "that" : `“${name}”`;
}

type Place = { signal: Signal; path: string; isInherited: boolean };

function strayProblem(
  { name, origins }: NamedSecret,
  { target }: EffectiveConnection,
  { signal, path, isInherited: inherited }: Place,
  known: readonly NamedSecret[],
): Problem | null {
  const origin = originOf(target);
  if (origins.includes(origin)) return null;
  const who = signalFacts[signal].label;
  const kept = `${name} is kept for ${origins.join(", ")}. ${who} go to ${origin}`;
  const fitting = known.filter((one) => one.origins.includes(origin));
  const [only] = fitting;
  const at = inherited ? `${connectionPath(signal)}/secret` : path;
  const fixed = (label: string, change: Change): Fix => ({ label, changes: [change] });
  const code = "secret.other_origin";
  if (only !== undefined && fitting.length === 1) {
    const message = `${kept}: use a secret of that origin`;
    return { path, code, message, fix: fixed(`Use ${only.name}`, { path: at, value: only.name }) };
  }
  if (inherited) {
    const fix = fixed(`Send ${who.toLowerCase()} without it`, { path: at, value: "" });
    return { path, code, message: `${kept}: give ${who.toLowerCase()} a secret of their own, or none`, fix };
  }
  const message = `${kept}: use a secret of that origin, or add the origin to ${name} and enter its values again`;
  return { path, code, message, fix: null };
}

/**
 * Who chooses a secret does not know its value, and must not learn it: the server has to prove that it is the origin. So its
 * certificate is verified, and a proxy sees nothing but TLS that ends at the origin, by the usual authorities and its own name.
 */
function unsafeProblem({ name }: NamedSecret, connection: EffectiveConnection, path: string): Problem | null {
  const { target, tls, proxy, from } = connection;
  const code = "secret.unverified";
  if (target.tls && tls.skipVerify === true) {
    const message = `${name} is sent only where the certificate is verified: switch verification on, or enter headers`;
    const fix = { label: "Verify certificates", changes: [{ path: `${from.tls}/tls/skipVerify`, value: false }] };
    return { path, code, message, fix };
  }
  if (proxy === null) return null;
  if (!target.tls) {
    return {
      path,
      code,
      message: `${name} is not sent through a proxy in clear: use https, or enter headers`,
      fix: null,
    };
  }
  if (tls.ca === undefined && tls.serverName === undefined) return null;
  const message = `${name} is not sent through a proxy with a custom CA or server name: remove these, or enter headers`;
  return { path, code, message, fix: null };
}

/** A header that stands beside the secret's, or that the secret may not bring on this way. */
function doubledProblems(secret: NamedSecret, connection: EffectiveConnection, path: string): Problem[] {
  const brought = new Set(secret.headers.map((name) => name.toLowerCase()));
  const { headers, auth, from, transport } = connection;
  const problems = headers.flatMap(({ name }, index): Problem[] => {
    if (!brought.has(name.toLowerCase())) return [];
    const row = `${from.headers}/headers/${index}`;
    const fix: Fix = { label: "Remove this header", changes: [{ path: row, op: "remove" }] };
    const message = `The secret ${secret.name} brings this header already: keep one of the two`;
    return [{ path: `${row}/name`, code: "secret.doubled", message, fix }];
  });
  const more = (message: string) => problems.push({ path, code: "secret.doubled", message, fix: null });
  if (auth.type !== "none" && brought.has("authorization")) {
    more(`${secret.name} brings Authorization, and so does authentication: choose no authentication`);
  }
  if (transport === "grpc" && [...brought].some((name) => name.endsWith("-bin"))) {
    more(`${secret.name} brings a header that ends in -bin: over gRPC it would carry bytes`);
  }
  if (headers.length + brought.size > headersMax)
    more(`Use ${headersMax} headers or fewer, those of ${secret.name} among them`);
  return problems;
}
