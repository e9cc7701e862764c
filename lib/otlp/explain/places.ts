// Where on the same host an OTLP receiver answers instead: which ports to ask, and which place an answer proves.
// A fix that moves a destination is offered only for a proven place.

import { hostInUrl } from "#lib/destination/host";
import type { Fix } from "#lib/destination/problem";
import type { Transport } from "#lib/destination/schema";
import { hasTlsSettings, moveTo, placeUrl, setField } from "#lib/otlp/explain/edits";
import type { Facts } from "#lib/otlp/explain/facts";
import {
  type EmptyQuestion,
  emptyReply,
  isReceiver,
  type PortReply,
  portReply,
  type Question,
} from "#lib/otlp/explain/questions";
import type { Signal } from "#lib/otlp/signal";

/** `host` absent = the destination's own. */
export type Place = { transport: Transport; tls: boolean; port: number; host?: string };

/** The other port of a pair such as 4317 (gRPC) and 4318 (HTTP), 5317 and 5318. */
export function siblingPort(port: number): number | null {
  if (port % 1000 === 317) return port + 1;
  return port % 1000 === 318 ? port - 1 : null;
}

/** Every place on these ports, those most like what the operator chose first. */
export function placesOn(facts: Facts, ports: readonly number[]): Place[] {
  const other: Transport = facts.transport === "http" ? "grpc" : "http";
  const forms = [
    { transport: facts.transport, tls: facts.tls },
    { transport: other, tls: facts.tls },
    { transport: facts.transport, tls: !facts.tls },
    { transport: other, tls: !facts.tls },
  ];
  return forms.flatMap((form) => ports.map((port) => ({ ...form, port })));
}

/** First what speaks on each port; then, where the transport fits, an empty request. */
export function askPlaces(facts: Facts, places: readonly Place[]): Question[] {
  return places.flatMap((place): Question[] => {
    const question = portQuestion(facts, place.port, place.host);
    if (question === null) return [];
    const reply = portReply(facts, question);
    if (reply === null) return [question];
    return speaks(reply, place) ? emptyQuestions(facts, place) : [];
  });
}

/** The first of these places where a receiver looked at an empty request. */
export function provenPlace(facts: Facts, places: readonly Place[]): Place | null {
  return places.find((place) => emptyQuestions(facts, place).some((one) => isReceiver(emptyReply(facts, one)))) ?? null;
}

/** What was found on the connection's own port. */
export function ownPort(facts: Facts): PortReply | null {
  const question = portQuestion(facts, facts.port);
  return question === null ? null : portReply(facts, question);
}

/** Whether a port that was asked takes connections. */
export function isOpen(facts: Facts, port: number, host?: string): boolean {
  const question = portQuestion(facts, port, host);
  return question !== null && portReply(facts, question)?.open === true;
}

export function askOwnPort(facts: Facts): Question[] {
  return askPort(facts, facts.port);
}

export function askPort(facts: Facts, port: number, host?: string): Question[] {
  const question = portQuestion(facts, port, host);
  return question === null ? [] : [question];
}

/** The fix that leads there, with what it means for secrets in `note`. */
export function moveFix(facts: Facts, signals: readonly Signal[], place: Place): Fix {
  const changes = moveTo(facts.destination, signals, place);
  // C15: TLS settings beside http:// mean nothing, and look as if they did.
  const isLeft = facts.tls && !place.tls && hasTlsSettings(facts.destination, signals);
  return {
    label: labelOf(facts, signals, place),
    changes: isLeft ? [...changes, ...setField(facts.destination, signals, "tls", {})] : changes,
  };
}

/** Secrets are bound to an origin (api.md, Secrets): moving means entering them again. */
export function originNote(facts: Facts, place: Place): string {
  const isSame = place.tls === facts.tls && place.port === facts.port && place.host === undefined;
  if (!facts.hasCredentials || isSame) return "";
  return place.tls
    ? " That is another origin: saved secrets must be entered again."
    : " That is another origin: saved secrets must be entered again, and they then travel in plain text.";
}

function labelOf(facts: Facts, signals: readonly Signal[], place: Place): string {
  const transport = place.transport === "grpc" ? "gRPC" : "HTTP";
  const origin = `${place.tls ? "https" : "http"}://${hostInUrl(place.host ?? facts.host)}:${place.port}`;
  if (place.host !== undefined) return `Use ${shown(facts, signals, place, origin)}`;
  if (place.tls !== facts.tls) {
    return place.transport === facts.transport
      ? `Use ${shown(facts, signals, place, origin)}`
      : `Switch to ${transport} at ${origin}`;
  }
  if (place.transport === facts.transport) return `Use port ${place.port}`;
  return place.port === facts.port ? `Switch to ${transport}` : `Switch to ${transport} on port ${place.port}`;
}

/** The origin without a port that its scheme says already. */
function shown(facts: Facts, signals: readonly Signal[], place: Place, origin: string): string {
  const [signal] = signals;
  if (signal === undefined) return origin;
  return URL.parse(placeUrl(facts.destination, signal, place))?.origin ?? origin;
}

function speaks(reply: PortReply, place: Place): boolean {
  if (!place.tls) return reply.plain === place.transport;
  return reply.tls !== null && (place.transport === "http" || reply.tls.alpn === "h2");
}

function portQuestion(facts: Facts, port: number, host = facts.host): (Question & { kind: "port" }) | null {
  const [signal] = facts.signals;
  return signal === undefined ? null : { kind: "port", host, port, signal };
}

function emptyQuestions(facts: Facts, place: Place): EmptyQuestion[] {
  const [signal] = facts.signals;
  if (signal === undefined) return [];
  const url = placeUrl(facts.destination, signal, place);
  const path = place.transport === "grpc" ? "" : url.slice((URL.parse(url)?.origin ?? url).length);
  return [{ kind: "empty", signal, ...place, host: place.host ?? facts.host, path, encoding: "protobuf" }];
}
