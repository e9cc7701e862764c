"use client";
// The page of one destination, new or saved: header, form, probe and action bar around one draft. A first save turns the new
// page into the saved one without redrawing it, so that a running test goes on.
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { FormProvider } from "react-hook-form";
import { useProbe } from "#components/probe/use-probe";
import { differences } from "#lib/destination/difference";
import { draftOf, emptyDraft } from "#lib/destination/draft";
import type { Destination, SavedDestination } from "#lib/destination/schema";
import { ActionBar, Bar } from "./ActionBar";
import { barLine } from "./bar-line";
import { DestinationFields } from "./DestinationFields";
import { DestinationHeader } from "./DestinationHeader";
import { EditorContext } from "./editor-context";
import { FormNotes } from "./FormNotes";
import { LeaveDialog } from "./LeaveDialog";
import type { Attempt } from "./notice";
import { ProbeRail } from "./ProbeRail";
import { forgetDraft } from "./stored-draft";
import type { TypedSecrets } from "./typed-secrets";
import { useDestinationForm } from "./use-destination-form";
import { useFixes } from "./use-fixes";
import { useFormKeys } from "./use-form-keys";
import { useLeaveGuard } from "./use-leave-guard";
import { useSubmission } from "./use-submission";

const CompareDialog = dynamic(() => import("./CompareDialog").then((module) => module.CompareDialog), { ssr: false });

export function DestinationEditor({ initial, canWrite }: { initial: SavedDestination | null; canWrite: boolean }) {
  const router = useRouter();
  const [sdk, setSdk] = useState(false);
  const [isComparing, setComparing] = useState(false);
  const [saved, setSaved] = useState(initial);
  const [typed] = useState<TypedSecrets>(() => new Map());
  const probe = useProbe();
  const isReadOnly = !canWrite;
  const { form, draft, judgement, isDirty, revision, isRestored, dropRestored } = useDestinationForm({ saved, typed });
  const submission = useSubmission({ form, saved, revision, setSaved, typed, probe, sdk });
  const { notice, setNotice, tested, submit } = submission;
  const { applyFix, applyFixAndTest } = useFixes(form, judgement, () => void submit("test"));
  const isRunning = probe.state.phase === "starting" || probe.state.phase === "running";
  const go = (attempt: Attempt) => void submit(attempt);
  const leave = useLeaveGuard(isDirty && canWrite, (path) => router.push(path));
  useFormKeys(canWrite, go, isRunning ? probe.stop : null);

  const load = (destination: SavedDestination) => {
    form.reset(draftOf(destination));
    forgetDraft(destination.id);
    setSaved(destination);
    setNotice({ kind: "none" });
  };
  const discard = () => {
    form.reset(saved === null ? emptyDraft() : draftOf(saved));
    forgetDraft(saved?.id ?? null);
    dropRestored();
    setNotice({ kind: "none" });
  };
  const merge = (theirs: SavedDestination, merged: Destination) => {
    load(theirs);
    form.reset(draftOf(merged), { keepDefaultValues: true });
    setComparing(false);
    void submission.saveOver(theirs);
  };
  /** The switch of the header made a revision: the draft goes on from it. */
  const takeOver = (next: SavedDestination) => {
    setSaved(next);
    form.resetField("enabled", { defaultValue: next.enabled });
  };
  /** It was deleted elsewhere: what is here becomes a new destination. */
  const startAnew = () => {
    setSaved(null);
    setNotice({ kind: "none" });
    window.history.replaceState(null, "", "/destinations/new");
  };
  const cancel =
    saved === null
      ? { label: "Cancel", onPress: () => router.push("/destinations") }
      : { label: isDirty ? "Discard" : "Cancel", onPress: isDirty ? discard : () => router.push("/destinations") };
  const line = barLine({ notice, probe: probe.state, saved, isDirty, judgement, tested });

  return (
    <FormProvider {...form}>
      <EditorContext.Provider value={{ draft, saved, judgement, isReadOnly, applyFix }}>
        <DestinationHeader canWrite={canWrite} onSwitched={takeOver} saved={saved} />
        <FormNotes
          conflicting={notice.kind === "conflict" ? differences(notice.theirs, judgement.destination) : []}
          isReadOnly={isReadOnly}
          isRestored={isRestored}
          notice={notice}
          onAgain={go}
          onCompare={() => setComparing(true)}
          onDiscard={discard}
          onKeepAsNew={startAnew}
          onLoad={load}
          revision={revision}
        />
        <div className="grid grid-cols-[minmax(0,1fr)] grid-rows-[auto_auto_42px] gap-x-8 wide:grid-cols-[minmax(0,1fr)_404px] wide:grid-rows-[auto_42px]">
          <form className="col-start-1 row-start-1 min-w-0" noValidate onSubmit={(event) => event.preventDefault()}>
            <DestinationFields isNew={saved === null} />
          </form>
          {canWrite ? (
            <ActionBar
              {...line}
              attempt={submission.attempt}
              cancel={cancel}
              isSaving={submission.isSaving}
              isTesting={isRunning}
              onSubmit={go}
            />
          ) : (
            <Bar message="Needs the role Admin to change or test." tone="neutral" />
          )}
          <ProbeRail
            isReadOnly={isReadOnly}
            judgement={judgement}
            onFix={applyFixAndTest}
            onSdkChange={setSdk}
            onStop={probe.stop}
            sdk={sdk}
            state={probe.state}
            tested={tested}
          />
        </div>
        <LeaveDialog guard={leave} />
        {isComparing && notice.kind === "conflict" && saved !== null && (
          <CompareDialog
            onClose={() => setComparing(false)}
            onMerge={(merged) => merge(notice.theirs, merged)}
            theirs={notice.theirs}
            was={saved}
            yours={judgement.destination}
          />
        )}
      </EditorContext.Provider>
    </FormProvider>
  );
}
