// What the form is to be filled with, on its way from the pasted text. In this page's memory alone: no storage, no address, no history
// holds it, and a reload loses it.
import type { UnfinishedDestination } from "#lib/destination/schema";

export type HandedSettings = {
  destination: UnfinishedDestination;
  /** Of the backend that its host belongs to. */
  backend: string | null;
  /** The names that the text left open. */
  holes: readonly string[];
  /** What was read: "Environment variables". */
  label: string;
};

let handed: HandedSettings | null = null;

export function handSettings(settings: HandedSettings): void {
  handed = settings;
}

export function handedSettings(): HandedSettings | null {
  return handed;
}
