// What an engine is told that has nothing to do, for tests that need it configured and no more.
import type { EngineConfiguration } from "#lib/engine/protocol";

export const emptyConfiguration: EngineConfiguration = {
  listeners: [],
  destinations: [],
  names: { namespace: "outspan", environment: "default", workspace: "default" },
  webhooks: [],
  origin: "http://127.0.0.1:3000",
};
