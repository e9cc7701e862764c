// What the log gets of an error that nobody expected, in the engine. Returns the reference that the line holds.
import { randomUUID } from "node:crypto";
import { log } from "#lib/log";

export function onBug(error: unknown): string {
  const ref = newReference();
  log.error("The engine failed", { ref, error });
  return ref;
}

/** Of delivery, and of the sources that feed it: marked, so that `self` does not tell of it. Delivered, it could fail again. */
export function onDeliveryBug(error: unknown): void {
  log.error("Delivery failed", { delivery: true, ref: newReference(), error });
}

function newReference(): string {
  return randomUUID().slice(0, 8);
}
