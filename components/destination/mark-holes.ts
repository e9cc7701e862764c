// Shows at its fields what a pasted text left open, before anybody was there.
import type { FieldPath, UseFormTrigger } from "react-hook-form";
import type { DestinationDraft } from "#lib/destination/draft-shape";
import { findHoles } from "#lib/destination/hole";
import type { ProbedDestination } from "#lib/destination/schema";
import { fieldOf } from "./judgement";

export function markHoles(trigger: UseFormTrigger<DestinationDraft>, destination: ProbedDestination): void {
  const fields = findHoles({ connection: destination.connection, signals: destination.signals }, "").map(({ path }) =>
    fieldOf(path),
  );
  if (fields.length > 0) void trigger([...new Set(fields)] as FieldPath<DestinationDraft>[], { shouldFocus: true });
}
