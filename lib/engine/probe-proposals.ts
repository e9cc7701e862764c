// Of two proposals for a wrong endpoint, the one that the host confirms: http or https (C01, C02), port 4317 or 443 (C06). Asks what
// speaks there and sends nothing of the destination; unconfirmed, the proposal of the settings stays.
import { applyFix } from "#lib/destination/fix";
import { hostInUrl } from "#lib/destination/host";
import type { Problem } from "#lib/destination/problem";
import { type EffectiveConnection, effectiveConnection, enabledSignals } from "#lib/destination/resolve";
import { askQuestion } from "#lib/engine/probe-checks";
import type { ProbeRun } from "#lib/engine/probe-run";
import type { PortReply } from "#lib/otlp/explain/questions";
import type { Signal } from "#lib/otlp/signal";

const grpcPorts = [4317, 443];

type Proposal = { path: string; value: string; connection: EffectiveConnection; signal: Signal };

type Confirm = (run: ProbeRun, proposal: Proposal) => Promise<string | null>;

const confirmations: Record<string, Confirm | undefined> = {
  "url.missing_scheme": rightScheme,
  "url.wrong_scheme": rightScheme,
  "grpc.port_missing": rightPort,
};

export async function confirmFix(run: ProbeRun, problem: Problem): Promise<Problem> {
  const confirm = confirmations[problem.code];
  const proposal = confirm === undefined ? null : proposalOf(run, problem);
  if (confirm === undefined || proposal === null) return problem;
  const value = await confirm(run, proposal);
  if (value === null) return problem;
  const changes = (problem.fix?.changes ?? []).map((one) =>
    one.path === proposal.path ? { path: one.path, value } : one,
  );
  const label = changes.length === 1 ? `Use ${value}` : (problem.fix?.label ?? "");
  return { ...problem, fix: { label, changes } };
}

function proposalOf(run: ProbeRun, { path, fix }: Problem): Proposal | null {
  const [first] = enabledSignals(run.destination);
  const own = /^\/signals\/(traces|metrics|logs)\//.exec(path)?.[1] as Signal | undefined;
  const signal = own ?? first;
  const change = fix?.changes.find((one) => one.path.endsWith("/endpoint"));
  if (fix === null || signal === undefined || change === undefined || !("value" in change)) return null;
  const connection = effectiveConnection(applyFix(run.destination, fix), signal);
  return connection && { path: change.path, value: String(change.value), connection, signal };
}

async function rightScheme(run: ProbeRun, proposal: Proposal): Promise<string | null> {
  const { transport, target } = proposal.connection;
  const reply = await ask(run, proposal, target.port);
  const spoken = transport === "grpc" ? schemeOfGrpc(reply) : schemeOfHttp(reply);
  // Without a scheme a gRPC endpoint means TLS.
  return spoken && `${spoken}://${proposal.value.replace(/^https?:\/\//, "")}`;
}

function schemeOfHttp(reply: PortReply | null): "http" | "https" | null {
  if (reply?.tls) return "https";
  return reply?.plain === "http" ? "http" : null;
}

async function rightPort(run: ProbeRun, proposal: Proposal): Promise<string | null> {
  const replies = await Promise.all(grpcPorts.map((port) => ask(run, proposal, port)));
  const spoken = grpcPorts.flatMap((port, index) => {
    const scheme = schemeOfGrpc(replies[index] ?? null);
    return scheme === null ? [] : [`${scheme}://${hostInUrl(proposal.connection.target.host)}:${port}`];
  });
  return spoken[0] ?? null;
}

function schemeOfGrpc(reply: PortReply | null): "http" | "https" | null {
  if (reply?.tls?.alpn === "h2") return "https";
  return reply?.plain === "grpc" ? "http" : null;
}

async function ask(run: ProbeRun, { connection, signal }: Proposal, port: number): Promise<PortReply | null> {
  const { host } = connection.target;
  const asking = { connection, network: run.network, secrets: run.secrets, nowMs: () => run.wallClock().getTime() };
  const reply = await askQuestion(asking, { kind: "port", host, port, signal }, run.abort);
  return reply.kind === "port" && reply.open ? reply : null;
}
