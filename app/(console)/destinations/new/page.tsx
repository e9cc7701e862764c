// A destination that does not exist yet, empty, or filled from a preset or from pasted settings.
import type { Metadata } from "next";
import { DestinationEditor } from "#components/destination/DestinationEditor";
import { FormSkeleton } from "#components/destination/FormSkeleton";
import { PastedGate } from "#components/destination/PastedGate";
import { PresetGate } from "#components/destination/PresetGate";
import { PresetLead } from "#components/destination/PresetLead";
import { ReadOnlyNote } from "#components/destination/ReadOnlyNote";
import { can } from "#lib/auth/permissions";
import { requireUser } from "#lib/auth/session";
import { chosenPreset } from "#lib/preset/listed";

export const metadata: Metadata = { title: "New destination" };

type Query = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function NewDestinationPage({ searchParams }: Query) {
  const { preset, pasted } = await searchParams;
  const id = typeof preset === "string" ? preset : null;
  const user = await requireUser(
    id === null ? "/destinations/new" : `/destinations/new?preset=${encodeURIComponent(id)}`,
  );
  const canWrite = can(user.role, "destination:write");
  const who = { canWrite, email: user.email, note: canWrite ? null : <ReadOnlyNote /> };
  if (pasted !== undefined && canWrite) {
    return (
      <PastedGate {...who} lead={<PresetLead />}>
        <FormSkeleton />
      </PastedGate>
    );
  }
  const chosen = id === null ? null : chosenPreset(id);
  return chosen ? (
    <PresetGate {...who} key={chosen.preset.id} preset={chosen}>
      <FormSkeleton />
    </PresetGate>
  ) : (
    <DestinationEditor {...who} given={null} lead={<PresetLead />} />
  );
}
