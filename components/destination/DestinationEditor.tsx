"use client";
// The page of one destination, new or saved: header, form, probe and action bar around one draft. A first save turns the new
// page into the saved one without redrawing it, so that a running test goes on.
import { useRouter } from "next/navigation";
import { type ComponentProps, lazy, Suspense, useEffect, useState } from "react";
import { FormProvider } from "react-hook-form";
import { useProbe } from "#components/probe/use-probe";
import { Button } from "#components/ui/Button";
import { emptyDraft } from "#lib/destination/draft-shape";
import type { Fix } from "#lib/destination/problem";
import type { Destination, SavedDestination } from "#lib/destination/schema";
import { ActionBar, Bar } from "./ActionBar";
import { DestinationFields } from "./DestinationFields";
import { DestinationHeader } from "./DestinationHeader";
import { EditorContext } from "./editor-context";
import { FormNotes } from "./FormNotes";
import type { Later } from "./later-parts";
import type { Attempt } from "./notice";
import { ProbeRail } from "./ProbeRail";
import { forgetDraft } from "./stored-draft";
import type { TypedSecrets } from "./typed-secrets";
import { useDestinationForm } from "./use-destination-form";
import { useFormKeys } from "./use-form-keys";
import { useLater } from "./use-later";
import { useLeaveGuard } from "./use-leave-guard";
import { useSubmission } from "./use-submission";

const CompareDialog = lazy(() => import("./CompareDialog").then((module) => ({ default: module.CompareDialog })));

type DestinationEditorProps = {
  canWrite: boolean;
  /** Who edits: a revision of their own is called theirs. */
  email: string;
  /** With it what draws and judges it, so that its first paint is whole. */
  given: { saved: SavedDestination; later: Later } | null;
};

export function DestinationEditor({ given, canWrite, email }: DestinationEditorProps) {
  const router = useRouter();
  const [sdk, setSdk] = useState(false);
  const [isComparing, setComparing] = useState(false);
  const [isSavingAnew, setSavingAnew] = useState(false);
  const [saved, setSaved] = useState(given?.saved ?? null);
  const [typed] = useState<TypedSecrets>(() => new Map());
  const probe = useProbe();
  const isReadOnly = !canWrite;
  const { later, load: loadLater } = useLater(given?.later ?? null);
  const { form, draft, judgement, isDirty, revision, isRestored, dropRestored } = useDestinationForm({
    saved,
    typed,
    later,
    load: loadLater,
  });
  const submission = useSubmission({ form, saved, revision, setSaved, typed, probe, sdk, later, load: loadLater });
  const { notice, setNotice, tested, submit } = submission;
  const fixes = later?.fixesFor(form, judgement, () => void submit("test"));
  const isRunning = probe.state.phase === "starting" || probe.state.phase === "running";
  const go = (attempt: Attempt) => void submit(attempt);
  useFormKeys(canWrite && notice.kind !== "gone", go, isRunning ? probe.stop : null);

  const load = (destination: SavedDestination) => {
    if (later) form.reset(later.draftOf(destination));
    forgetDraft(destination.id);
    setSaved(destination);
    setNotice({ kind: "none" });
  };
  const discard = () => {
    form.reset(later && saved ? later.draftOf(saved) : emptyDraft());
    forgetDraft(saved?.id ?? null);
    dropRestored();
    setNotice({ kind: "none" });
  };
  const leave = useLeaveGuard({ isDirty: isDirty && canWrite, go: router.push, onDiscard: discard });
  const merge = (theirs: SavedDestination, merged: Destination) => {
    load(theirs);
    if (later) form.reset(later.draftOf(merged), { keepDefaultValues: true });
    setComparing(false);
    void submission.saveOver(theirs);
  };
  /** The switch of the header made a revision: the draft goes on from it. */
  const takeOver = (next: SavedDestination) => {
    setSaved(next);
    form.resetField("enabled", { defaultValue: next.enabled });
  };
  /** It was deleted elsewhere: what is here becomes a new destination, and is saved as soon as it is one. */
  const saveAnew = () => {
    setSaved(null);
    setSavingAnew(true);
    window.history.replaceState(null, "", "/destinations/new");
  };
  useEffect(() => {
    if (!isSavingAnew || saved !== null) return;
    setSavingAnew(false);
    void submit("save");
  });
  const isGone = notice.kind === "gone";
  const cancel =
    saved !== null && isDirty && !isGone
      ? { label: "Discard", onPress: discard }
      : { label: "Cancel", onPress: () => leave.goTo("/destinations") };
  const { errors } = form.formState;
  const line = later?.barLine({ notice, probe: probe.state, saved, isDirty, judgement, tested, errors }) ?? untouched;
  const editor = {
    draft,
    saved,
    judgement,
    isReadOnly,
    email,
    applyFix: (fix: Fix) => fixes?.applyFix(fix),
    later,
    withLater: (act: (later: Later) => void) => (later ? act(later) : void loadLater().then(act, () => undefined)),
  };

  return (
    <FormProvider {...form}>
      <EditorContext.Provider value={editor}>
        <DestinationHeader
          reason={isReadOnly ? "Needs the role Admin" : isGone ? "It was deleted" : undefined}
          onSwitched={takeOver}
          saved={saved}
        />
        <FormNotes
          isReadOnly={isReadOnly}
          isRestored={isRestored}
          notice={notice}
          onAgain={go}
          onCompare={() => setComparing(true)}
          onDiscard={discard}
          onKeepAsNew={saveAnew}
          onKeepMine={(theirs) => void submission.saveOver(theirs)}
          onLoad={load}
          revision={revision}
        />
        <div className="grid grid-cols-[minmax(0,1fr)] grid-rows-[auto_auto_80px] rail:grid-rows-[auto_auto_42px] gap-x-8 wide:grid-cols-[minmax(0,1fr)_404px] wide:grid-rows-[auto_42px]">
          <form className="col-start-1 row-start-1 min-w-0" noValidate onSubmit={(event) => event.preventDefault()}>
            <DestinationFields isNew={saved === null} />
          </form>
          {isReadOnly ? (
            <Bar message="Needs the role Admin to change or test." tone="neutral" />
          ) : isGone ? (
            <Bar {...line} cancel={cancel}>
              <Button onClick={saveAnew} variant="primary">
                Save as new
              </Button>
            </Bar>
          ) : (
            <ActionBar
              {...line}
              attempt={submission.attempt}
              cancel={cancel}
              isSaving={submission.isSaving}
              isTesting={isRunning}
              onSubmit={go}
            />
          )}
          <ProbeRail
            isReadOnly={isReadOnly}
            judgement={judgement}
            onFix={(fix) => fixes?.applyFixAndTest(fix)}
            onSdkChange={setSdk}
            onStop={probe.stop}
            sdk={sdk}
            state={probe.state}
            tested={tested}
          />
        </div>
        {later && <later.LeaveDialog guard={leave} />}
        {isComparing && notice.kind === "conflict" && saved !== null && (
          <Suspense>
            <CompareDialog
              onClose={() => setComparing(false)}
              onMerge={(merged) => merge(notice.theirs, merged)}
              theirs={notice.theirs}
              was={saved}
              yours={judgement.destination}
            />
          </Suspense>
        )}
      </EditorContext.Provider>
    </FormProvider>
  );
}

const untouched: ComponentProps<typeof Bar> = { message: "Not saved yet", tone: "neutral" };
