"use client";
// The page of one destination, new or saved: header, form, probe and action bar around one draft. A first save turns the new
// page into the saved one without redrawing it, so that a running test goes on.
import { useState } from "react";
import { FormProvider } from "react-hook-form";
import { DestinationFields } from "./DestinationFields";
import { DestinationHeader } from "./DestinationHeader";
import { EditorBar } from "./EditorBar";
import { EditorContext } from "./editor-context";
import { FormNotes } from "./FormNotes";
import { ProbeRail } from "./ProbeRail";
import { type EditorInput, useDestinationEditor } from "./use-destination-editor";

export function DestinationEditor(input: EditorInput) {
  const page = useDestinationEditor(input);
  const { form, editor, moves, leave, submission, fixes, probe, go, isGone } = page;
  const { notice } = submission;
  const [isComparing, setComparing] = useState(false);
  return (
    <FormProvider {...form}>
      <EditorContext.Provider value={editor}>
        <DestinationHeader
          reason={input.held ?? (editor.isReadOnly ? "Needs the role Editor" : isGone ? "It was deleted" : undefined)}
          onSwitched={moves.takeOver}
          saved={editor.saved}
        />
        <FormNotes
          given={input.note}
          isRestored={page.isRestored}
          notice={notice}
          onAgain={go}
          onCompare={() => setComparing(true)}
          onDiscard={moves.discard}
          onKeepAsNew={moves.saveAnew}
          onKeepMine={(theirs) => void submission.saveOver(theirs)}
          onLoad={moves.load}
          revision={page.revision}
        />
        <div className="grid grid-cols-[minmax(0,1fr)] grid-rows-[auto_auto_80px] max-rail:has-[[data-why]]:grid-rows-[auto_auto_124px] rail:grid-rows-[auto_auto_42px] gap-x-8 wide:grid-cols-[minmax(0,1fr)_404px] wide:grid-rows-[auto_42px]">
          <form className="col-start-1 row-start-1 min-w-0" noValidate onSubmit={(event) => event.preventDefault()}>
            <DestinationFields isNew={editor.saved === null} lead={input.lead} />
          </form>
          <EditorBar
            {...page.line}
            attempt={submission.attempt}
            cancel={page.cancel}
            isGone={isGone}
            isHeld={input.held !== undefined}
            isReadOnly={!input.canWrite}
            isSaving={submission.isSaving}
            isTesting={page.isRunning}
            onSaveAnew={moves.saveAnew}
            onSubmit={go}
            why={
              editor.saved &&
              leave.isDirty &&
              editor.later && <editor.later.WhyField message={page.why} onChange={page.setWhy} />
            }
          />
          <ProbeRail
            isReadOnly={!input.canWrite}
            judgement={editor.judgement}
            onFix={input.held ? null : (fix) => fixes?.applyFixAndTest(fix)}
            onSdkChange={page.setSdk}
            onStop={probe.stop}
            sdk={page.sdk}
            state={probe.state}
            tested={submission.tested}
          />
        </div>
        {editor.later && <editor.later.LeaveGuard {...leave} />}
        {input.given?.saved && (
          <input.given.later.HandedFix id={input.given.saved.id} onFix={(fix) => fixes?.applyFixAndTest(fix)} />
        )}
        {editor.later && isComparing && (
          <editor.later.Comparison notice={notice} onClose={() => setComparing(false)} onMerge={moves.merge} />
        )}
      </EditorContext.Provider>
    </FormProvider>
  );
}
