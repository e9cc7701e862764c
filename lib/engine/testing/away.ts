// The client of an engine that is not there, for tests that replace what they need.
import type { EngineClient } from "#lib/engine/client";
import { fail } from "#lib/result";

const away = async () => fail("unavailable", "away");

export const awayClient: EngineClient = {
  configure: async () => false,
  startProbe: away,
  tryCapabilities: away,
  readProbe: away,
  receiver: away,
  status: away,
  states: away,
  statusOf: away,
  attempts: away,
  history: away,
  retry: away,
  discard: away,
  rejected: away,
  rejectedRequest: away,
  ingest: async () => false,
  metrics: away,
  testWebhook: away,
  takeNoticeDuty: away,
  watch: async () => {},
};
