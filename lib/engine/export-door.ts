// What the control socket may ask of export and receiver together: one object a call. Knows no HTTP.
import type { ReceiverStatus } from "#lib/destination/delivery";
import { hostInUrl } from "#lib/destination/host";
import type { ExportDoor } from "#lib/engine/control-export";
import type { Export } from "#lib/engine/export";
import { metricsText } from "#lib/engine/health/metrics-text";
import { processMeasures } from "#lib/engine/health/process-measures";
import type { NoticeDuty, SavedNotices } from "#lib/engine/notice/duty";
import { testNotice } from "#lib/engine/notice/notice";
import { sendWebhook } from "#lib/engine/notice/webhook";
import type { Network } from "#lib/engine/open-socket";
import type { IngestKeys } from "#lib/engine/receive/ingest-keys";
import type { Receiver, ReceiverSettings } from "#lib/engine/receive/receiver";
import type { ContainerStatus } from "#lib/engine/sources/container";

type Parts = {
  exporting: Export;
  receiver: Receiver;
  keys: Pick<IngestKeys, "uses" | "isAsking">;
  settings: ReceiverSettings;
  network(): Network;
  containers(): ContainerStatus;
  takeNoticeDuty(duty: NoticeDuty): SavedNotices;
  /** Milliseconds since 1970. */
  now(): number;
};
export type Doors = { http: string | null; grpc: string | null; problems: string[] };

export function exportDoor(parts: Parts): ExportDoor & { doors(): Doors } {
  const { exporting, receiver, keys, network, now } = parts;
  const { rejected, find } = exporting;
  const receiverOf = () => ({
    receiver: receiverStatus(parts),
    keys: keys.uses().map(({ id, items, lastUsedAt }) => ({ id, items, lastUsedAt })),
  });
  return {
    doors: () => doorsOf(receiver),
    status(only) {
      const nowMs = now();
      const of = (id: string) => find(id)?.status(nowMs);
      const items = only?.flatMap((id) => [of(id)].flatMap((status) => (status ? [{ id, ...status }] : [])));
      return { items: items ?? exporting.statuses(), ...receiverOf() };
    },
    states: () => ({ items: exporting.states() }),
    receiver: receiverOf,
    statusOf: (id) => find(id)?.status(now()) ?? null,
    attempts: exporting.attempts,
    history: exporting.history,
    retryNow(id) {
      const found = find(id);
      found?.retryNow();
      return found !== null;
    },
    discard: async (id, beforeMs) => (await find(id)?.discard(beforeMs)) ?? null,
    rejected: async (id) => (find(id) ? rejected.list(id) : null),
    rejectedRequest: async (id, name) => (find(id) ? rejected.read(id, name) : null),
    ingest: exporting.ingest,
    metrics() {
      const nowMs = now();
      const destinations = exporting.destinations().map((one) => one.measures(nowMs));
      const { requests } = receiver;
      const received = exporting.received();
      const measured = { nowMs, destinations, receiver: received, requests, keys: keys.uses() };
      return metricsText({ ...measured, ...processMeasures() });
    },
    takeNoticeDuty: parts.takeNoticeDuty,
    testWebhook: (webhook) => sendWebhook(webhook, testNotice(now()), network()),
  };
}

function doorsOf({ http, grpc, problems }: Receiver): Doors {
  const shown = (bound: Receiver["http"]) => (bound ? `${hostInUrl(bound.address)}:${bound.port}` : null);
  return { http: shown(http), grpc: shown(grpc), problems };
}

function receiverStatus({ exporting, receiver, keys, settings, containers }: Parts): ReceiverStatus {
  const { problems, ...received } = exporting.received();
  const { http, grpc } = doorsOf(receiver);
  const { state, sentence } = containers();
  return {
    ...{ http, grpc, tls: settings.tls !== null, token: settings.token !== null, keys: keys.uses().length },
    asksForKey: keys.isAsking(),
    problems: [...receiver.problems, ...problems],
    ...received,
    containers: state === "off" ? null : sentence,
  };
}
