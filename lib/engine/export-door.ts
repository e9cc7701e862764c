// What the control socket may ask of export and receiver together: one object a call. Knows no HTTP.

import { hostInUrl } from "#lib/destination/host";
import type { ExportDoor } from "#lib/engine/control-export";
import type { Export } from "#lib/engine/export";
import { metricsText } from "#lib/engine/health/metrics-text";
import { processMeasures } from "#lib/engine/health/process-measures";
import { testNotice } from "#lib/engine/notice/notice";
import { sendWebhook } from "#lib/engine/notice/webhook";
import type { Network } from "#lib/engine/open-socket";
import type { Receiver, ReceiverSettings } from "#lib/engine/receive/receiver";

type Parts = { exporting: Export; receiver: Receiver; settings: ReceiverSettings; network(): Network };
export type Doors = { http: string | null; grpc: string | null; problems: string[] };

export function exportDoor({ exporting, receiver, settings, network }: Parts): ExportDoor & { doors(): Doors } {
  const shown = (bound: Receiver["http"]) => (bound ? `${hostInUrl(bound.address)}:${bound.port}` : null);
  const doors = () => ({ http: shown(receiver.http), grpc: shown(receiver.grpc), problems: receiver.problems });
  const status = () => {
    const { problems, ...received } = exporting.received();
    const { http, grpc } = doors();
    const all = [...receiver.problems, ...problems];
    const asked = { tls: settings.tls !== null, token: settings.token !== null };
    return { items: exporting.statuses(), receiver: { http, grpc, ...asked, problems: all, ...received } };
  };
  const metrics = () => {
    const nowMs = Date.now();
    const destinations = exporting.destinations().map((one) => one.measures(nowMs));
    const { requests } = receiver;
    return metricsText({ nowMs, destinations, receiver: exporting.received(), requests, ...processMeasures() });
  };
  return {
    doors,
    status,
    attempts: exporting.attempts,
    history: exporting.history,
    retryNow(id) {
      const found = exporting.find(id);
      found?.retryNow();
      return found !== null;
    },
    discard: async (id) => (await exporting.find(id)?.discard()) ?? null,
    ingest: exporting.ingest,
    metrics,
    testWebhook: (webhook) => sendWebhook(webhook, testNotice(Date.now()), network()),
  };
}
