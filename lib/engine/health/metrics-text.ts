// The engine's state as Prometheus text. Pure; every name stands in the catalogue.
import type { EngineStatus } from "#lib/engine/protocol";

export function metricsText(status: EngineStatus): string {
  return `# HELP outspan_destinations Destinations the engine knows.\n# TYPE outspan_destinations gauge\noutspan_destinations ${status.items.length}\n`;
}
