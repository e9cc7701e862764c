// Puts together what is known of a connection and asks the peer what would tell more, in a few bounded rounds.

import { credentialShapes } from "#lib/destination/credential-shape";
import { hasCredentials } from "#lib/destination/resolve";
import type { Channel } from "#lib/engine/channel";
import { askQuestion } from "#lib/engine/probe-checks";
import type { Group, Lane } from "#lib/engine/probe-lanes";
import type { ProbeRun } from "#lib/engine/probe-run";
import { sameAddress } from "#lib/engine/transport";
import { questionsFor } from "#lib/otlp/explain/diagnose";
import type { Attempt, Facts } from "#lib/otlp/explain/facts";
import { keyOf, type Question, type Reply } from "#lib/otlp/explain/questions";
import type { ConnectionSeen } from "#lib/otlp/observation";
import type { Signal } from "#lib/otlp/signal";

/** Own port, another port, an empty request there: nothing needs a fourth round. */
const roundsMax = 3;
const questionsMax = 24;

export type Sent = { attempts: Attempt[]; anonymous: Attempt | null };
const nothingSent: Sent = { attempts: [], anonymous: null };

export function factsOf(
  run: ProbeRun,
  lane: Lane,
  signals: Signal[],
  seen: Omit<ConnectionSeen, "signals">,
  { attempts, anonymous }: Sent = nothingSent,
): Facts {
  const group = lane.groups.find((one: Group) => one.signals.some((signal) => signals.includes(signal)));
  const connection = group?.members[0]?.connection ?? lane.connection;
  const { transport, target, tls } = connection;
  return {
    now: run.wallClock(),
    destination: run.masked,
    transport,
    tls: target.tls,
    host: target.host,
    port: target.port,
    hasCredentials: hasCredentials(connection),
    credentials: credentialShapes(connection),
    hasClientCertificate: tls.clientCert !== undefined,
    proxy: connection.proxy,
    surroundings: run.surroundings,
    signals,
    seen,
    attempts,
    anonymous,
    replies: [],
  };
}

/** The same facts with the answers of every check that the diagnosis asked for. `channel` is open to the same origin. */
export async function examine(run: ProbeRun, lane: Lane, facts: Facts, channel: Channel | null = null): Promise<Facts> {
  let known = facts;
  for (let round = 0; round < roundsMax && !run.abort.aborted; round += 1) {
    const questions = questionsFor(known).slice(0, questionsMax - known.replies.length);
    if (questions.length === 0) break;
    const replies = await Promise.all(
      questions.map(async (question) => ({ question, reply: await askOnce(run, lane, facts, question, channel) })),
    );
    known = { ...known, replies: [...known.replies, ...replies] };
  }
  return known;
}

/** What speaks on a port is the same for all signals of a probe: asked once. An empty request may carry credentials. */
function askOnce(
  run: ProbeRun,
  lane: Lane,
  { signals, seen }: Facts,
  question: Question,
  channel: Channel | null,
): Promise<Reply> {
  const group = lane.groups.find((one) => one.signals.some((signal) => signals.includes(signal)));
  const connection = group?.members[0]?.connection ?? lane.connection;
  const isPeersChoice = question.kind === "empty" && question.isPeersChoice === true;
  const network = isPeersChoice ? sameAddress(connection, run.network, seen) : run.network;
  const asking = { connection, network, secrets: run.secrets, nowMs: () => run.wallClock().getTime(), channel };
  if (question.kind !== "port" && question.kind !== "banner") return askQuestion(asking, question, run.abort);
  const key = keyOf(question);
  const asked = run.portReplies.get(key) ?? askQuestion(asking, question, run.abort);
  run.portReplies.set(key, asked);
  return asked;
}
