"use client";
// The page of a saved destination: much of what a new one loads later stands in its first paint.
import type { SavedDestination } from "#lib/destination/schema";
import { DestinationEditor } from "./DestinationEditor";
import { later } from "./later-parts";

export function SavedEditor({ saved, canWrite }: { saved: SavedDestination; canWrite: boolean }) {
  return <DestinationEditor canWrite={canWrite} given={{ saved, later }} />;
}
