"use client";
// The other revision beside this one, while there is one. The dialog itself is loaded on demand.
import { lazy, Suspense } from "react";
import type { Destination, SavedDestination } from "#lib/destination/schema";
import { useEditor } from "./editor-context";
import type { Notice } from "./notice";

const CompareDialog = lazy(() => import("./CompareDialog").then((module) => ({ default: module.CompareDialog })));

type ComparisonProps = {
  notice: Notice;
  onClose: () => void;
  onMerge: (theirs: SavedDestination, merged: Destination) => void;
};

export function Comparison({ notice, onClose, onMerge }: ComparisonProps) {
  const { saved, judgement } = useEditor();
  if (notice.kind !== "conflict" || saved === null) return null;
  return (
    <Suspense>
      <CompareDialog
        onClose={onClose}
        onMerge={(merged) => {
          onClose();
          onMerge(notice.theirs, merged);
        }}
        theirs={notice.theirs}
        was={saved}
        yours={judgement.destination}
      />
    </Suspense>
  );
}
