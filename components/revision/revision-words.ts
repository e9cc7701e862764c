// What a revision did, in few words. Pure.
import type { Revision } from "#lib/destination/revision";
import { signalFacts, signals } from "#lib/otlp/signal";

/** "Created", "Changed endpoint and timeout", "Restored revision 9". */
export function deedOf({ action, fields, restored }: Revision): string {
  if (restored !== null) return `Restored revision ${restored}`;
  if (action.endsWith(".create")) return "Created";
  if (action.endsWith(".switch")) return "Switched on or off";
  const names = [...new Set(fields.map(fieldName))];
  if (names.length === 0) return "Saved as it was";
  return `Changed ${listed(names)}`;
}

const namedMax = 3;

function listed(names: readonly string[]): string {
  const shown = names.length > namedMax + 1 ? names.slice(0, namedMax) : names;
  const more = names.length - shown.length;
  const all = more > 0 ? [...shown, `${more} more`] : shown;
  const last = all.at(-1) ?? "";
  return all.length < 2 ? last : `${all.slice(0, -1).join(", ")} and ${last}`;
}

const names: Record<string, string> = {
  auth: "authentication",
  tls: "TLS",
  timeoutMs: "timeout",
  intervalMs: "interval",
  maxBytes: "queue size",
  maxAgeMs: "queue age",
  whenFull: "queue when full",
  auditDays: "audit retention",
  expiresAt: "expiry",
};

/** "/signals/traces/connection/tls/ca" → "traces TLS". */
function fieldName(pointer: string): string {
  const [, first = "", second = "", third = "", fourth = ""] = pointer.split("/");
  if (first === "connection") return nameOf(second);
  if (first === "queue") return nameOf(second === "" ? first : second);
  if (first !== "signals") return nameOf(first);
  const signal = signals.find((one) => one === second);
  const label = signal === undefined ? second : signalFacts[signal].label.toLowerCase();
  if (third === "" || third === "enabled") return label;
  if (third !== "connection") return nameOf(third);
  return fourth === "" ? `${label} connection` : `${label} ${nameOf(fourth)}`;
}

function nameOf(key: string): string {
  return names[key] ?? key;
}

/** Where a page of revisions shows one; `from` absent: beside the one before it. */
export function revisionAddress(page: string, revision: number, from?: number): string {
  const query = from === undefined ? "" : `&from=${from}`;
  return `${page}?revision=${revision}${query}`;
}
