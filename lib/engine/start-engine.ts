// Puts the engine together: export and its log, receiver, sources, notices, probes, and the control socket in front of them all. Knows no
// environment and no launcher.
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Targets } from "#lib/destination/targets";
import { createAuthorizers } from "#lib/engine/authorize/authorizers";
import { hostKeys } from "#lib/engine/authorize/host-keys";
import { onBug, onDeliveryBug } from "#lib/engine/bug";
import { runCapabilities } from "#lib/engine/capabilities/run";
import { createCapabilityRuns } from "#lib/engine/capabilities/runs";
import { type ConfigurationCopy, configurationCopy } from "#lib/engine/configuration-copy";
import { createControl, listenOn } from "#lib/engine/control";
import { endInOrder } from "#lib/engine/end-in-order";
import { type Export, openExport } from "#lib/engine/export";
import { type Doors, exportDoor } from "#lib/engine/export-door";
import { startNotices } from "#lib/engine/notice/start-notices";
import type { Network } from "#lib/engine/open-socket";
import { runProbe } from "#lib/engine/probe";
import { createProbes } from "#lib/engine/probes";
import type { EngineConfiguration } from "#lib/engine/protocol";
import type { Admit } from "#lib/engine/receive/admit";
import { type ByteBudget, createByteBudget } from "#lib/engine/receive/byte-budget";
import { createInflate } from "#lib/engine/receive/inflate";
import { createIngestKeys } from "#lib/engine/receive/ingest-keys";
import { openKeyCounts } from "#lib/engine/receive/key-counts";
import { heldBytesMax, openReceiver, type ReceiverSettings, requestBytesMax } from "#lib/engine/receive/receiver";
import { socketNetwork } from "#lib/engine/socket-network";
import { makeSocketDirectory, socketPath } from "#lib/engine/socket-path";
import { systemClock } from "#lib/engine/sources/clock";
import { startSources } from "#lib/engine/sources/start-sources";
import { isPublicAddress } from "#lib/engine/target-policy";
import type { Surroundings } from "#lib/otlp/explain/facts";
import { fail, ok, type Result } from "#lib/result";

export type EngineOptions = {
  dataDirectory: string;
  targets: Targets;
  awsHostCredentials: boolean;
  /** Cap of the telemetry log as a whole. */
  queueBytes: number;
  receiver: ReceiverSettings;
  surroundings: Surroundings;
  /** Asked for each time: the console may make it only after the engine began. */
  sealingKey(): Buffer | null;
};

export type Engine = { doors: Doors; stop(): Promise<void> };

/** Probes, requests and deliveries under way may end by themselves; together less than the 4.5 s that the launcher grants. */
const drainMs = 2500;
const deliveryDrainMs = 1000;
/** How often rejected requests that are too old are looked for. */
const expireMs = 3600_000;

const clock = { ...systemClock, random: Math.random };

/** What every part asks for as it is now. */
type Known = { configuration: EngineConfiguration | null; receiving: { address: string; port: number }[] };

/** Fails with one line for the operator: a port that is taken, a certificate that does not fit. */
export async function startEngine(options: EngineOptions): Promise<Result<Engine>> {
  const directory = join(options.dataDirectory, "telemetry");
  const known: Known = { configuration: null, receiving: [] };
  const configuration = () => known.configuration;
  const network = networkOf(options, known);
  const budget = createByteBudget(heldBytesMax);
  const exporting = await openStored(options, directory, network, budget);
  const copy = configurationCopy(join(directory, "configuration.sealed"), options.sealingKey);
  known.configuration = copy.read();
  if (known.configuration) await exporting.configure(known.configuration, true);
  const sources = startSources({ ingest: exporting.ingest, configuration, clock, onBug: onDeliveryBug });
  const admit: Admit = async (signal, request) => {
    const answer = await exporting.admit(signal, request);
    if (answer.accepted) sources.self.received(signal, answer.items);
    return answer;
  };
  const counts = openKeyCounts(join(directory, "ingest-keys.json"), onBug);
  const keys = createIngestKeys({ token: options.receiver.token, counts, now: clock.now });
  const { ingestKeys = [], asksForKey } = known.configuration ?? {};
  keys.configure(ingestKeys, { isCopy: true, asksForKey });
  const opened = await openReceiver({ settings: options.receiver, admit, keys, budget, now: clock.monotonicMs });
  if (!opened.ok) return opened;
  const receiver = opened.data;
  known.receiving = [receiver.http, receiver.grpc].flatMap((bound) => bound ?? []);
  const notices = startNotices({
    ...{ destinations: exporting.destinations, configuration, network, clock, directory, onBug },
  });
  const probes = createProbes(async (request, run) => {
    const report = await runProbe(request, { ...run, network: network(), surroundings: options.surroundings });
    sources.self.probe(report.verdict, report.durationMs);
    return report;
  }, onBug);
  const capabilities = createCapabilityRuns((request, run) => {
    const outside = { network: network(), clock, random: randomBytes, isPublicAddress };
    return runCapabilities(request, { ...run, ...outside, id: request.runId });
  }, onBug);
  const door = exportDoor({
    ...{ exporting, receiver, keys, network, containers: sources.containers, now: clock.now },
    ...{ settings: options.receiver, takeNoticeDuty: notices.takeDuty },
  });
  const configure = (next: EngineConfiguration) => {
    keys.configure(next.ingestKeys ?? [], { asksForKey: next.asksForKey });
    return adopt(next, known, exporting, copy);
  };
  const isConfigured = () => known.configuration !== null;
  const control = createControl({ probes, capabilities, configure, isConfigured, exporting: door, onBug });
  const path = socketPath(options.dataDirectory);
  if (!makeSocketDirectory(path)) return fail("invalid", `The directory of ${path} belongs to another user`);
  await listenOn(control, path);
  const expiring = setInterval(() => void exporting.rejected.expire().catch(onBug), expireMs);
  expiring.unref();
  const stop = async () => {
    control.close();
    clearInterval(expiring);
    await endInOrder(
      [
        [() => receiver.close(drainMs), sources.stop, notices.stop, () => probes.drain(drainMs), capabilities.stop],
        // It takes what all of them still put in, and closes the log.
        [() => exporting.stop(deliveryDrainMs)],
        [copy.flush, keys.stop],
      ],
      onBug,
    );
    control.closeAllConnections();
  };
  return ok({ doors: door.doors(), stop });
}

function openStored(
  { queueBytes }: EngineOptions,
  directory: string,
  network: () => Network,
  { reserve }: ByteBudget,
): Promise<Export> {
  const inflate = createInflate({ bytesMax: requestBytesMax });
  return openExport({ directory, bytesMax: queueBytes, network, inflate, reserve, clock, onBug: onDeliveryBug });
}

async function adopt(next: EngineConfiguration, known: Known, exporting: Export, copy: ConfigurationCopy) {
  known.configuration = next;
  await exporting.configure(next);
  await copy.write(next);
}

function networkOf({ targets, awsHostCredentials }: EngineOptions, known: Known): () => Network {
  const chain = awsHostCredentials ? hostKeys() : null;
  const authorizers = createAuthorizers({ nowMs: clock.now, hostKeys: chain, renewsRefused: true });
  const listeners = () => [...(known.configuration?.listeners ?? []), ...known.receiving];
  return () => ({
    ...socketNetwork({ targets, listeners: listeners() }, clock.monotonicMs),
    authorizers,
  });
}
