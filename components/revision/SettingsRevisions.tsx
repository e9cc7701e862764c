"use client";
// The revisions of the settings: the list, one of them beside another, and bringing one back.
import { useRouter } from "next/navigation";
import { lazy, Suspense, useState } from "react";
import { toast } from "#components/ui/toast";
import { restoreSettings } from "#lib/actions/settings";
import type { Revision, RevisionDifference } from "#lib/destination/revision";
import type { SavedSettings } from "#lib/settings";
import { RevisionBeside } from "./RevisionBeside";
import { revisionAddress } from "./revision-words";

const RestoreDialog = lazy(() =>
  import("./RestoreDialog").then((module) => ({ default: module.RestoreDialog<SavedSettings> })),
);

type SettingsRevisionsProps = {
  /** Newest first. */
  revisions: readonly Revision[];
  chosen: Revision;
  current: number;
  difference: RevisionDifference;
  reason: string | undefined;
};

const page = "/settings/instance/revisions";

export function SettingsRevisions({ revisions, chosen, current, difference, reason }: SettingsRevisionsProps) {
  const router = useRouter();
  const [isRestoring, setRestoring] = useState(false);
  const from = chosen.revision;
  const onRestored = ({ revision }: SavedSettings) => {
    setRestoring(false);
    toast({ title: `Revision ${from} is back as revision ${revision}.`, text: "Names, webhooks and retention." });
    router.push(revisionAddress(page, revision), { scroll: false });
    router.refresh();
  };
  return (
    <>
      <RevisionBeside
        chosen={chosen}
        current={current}
        difference={difference}
        isNarrow
        onRestore={() => setRestoring(true)}
        page={page}
        reason={reason}
        revisions={revisions}
      />
      {isRestoring && (
        <Suspense>
          <RestoreDialog
            canTest={false}
            effect="It holds at once."
            name="the settings"
            onClose={() => setRestoring(false)}
            onRestored={onRestored}
            revision={from}
            settings="/settings/instance"
            source={{
              path: `/api/v1/settings/revisions/${from}/restore`,
              restore: ({ test: _, ...given }) => restoreSettings({ from, ...given }),
            }}
          />
        </Suspense>
      )}
    </>
  );
}
