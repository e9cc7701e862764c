"use client";
// The page of a saved destination: much of what a new one loads later stands in its first paint.
import type { SavedDestination } from "#lib/destination/schema";
import { DestinationEditor } from "./DestinationEditor";
import { later } from "./later-parts";
import type { EditorInput } from "./use-destination-editor";

type SavedEditorProps = Omit<EditorInput, "given"> & { saved: SavedDestination };

export function SavedEditor({ saved, ...who }: SavedEditorProps) {
  return <DestinationEditor {...who} given={{ saved, later }} />;
}
