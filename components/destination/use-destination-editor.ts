"use client";
// Everything the page of one destination knows and can do, put together: the draft, the test, saving, leaving, the bar's line.
import { useRouter } from "next/navigation";
import { type ComponentProps, type ReactNode, useState } from "react";
import { useProbe } from "#components/probe/use-probe";
import type { DestinationDraft } from "#lib/destination/draft-shape";
import type { Fix } from "#lib/destination/problem";
import type { SavedDestination } from "#lib/destination/schema";
import type { ChosenPreset } from "#lib/preset/listed";
import type { Bar } from "./ActionBar";
import type { Later } from "./later-parts";
import type { Attempt } from "./notice";
import type { TypedSecrets } from "./typed-secrets";
import { useDestinationForm } from "./use-destination-form";
import { useEditorMoves } from "./use-editor-moves";
import { useFormKeys } from "./use-form-keys";
import { useLater } from "./use-later";
import type { Leaving } from "./use-leave-guard";
import type { PresetChoice } from "./use-preset";
import { useSubmission } from "./use-submission";

export type EditorInput = {
  canWrite: boolean;
  /** Why a file alone changes it; it may be tested all the same. */
  held?: string | undefined;
  /** To who may not write. */
  note: ReactNode;
  /** The words beside the way to a preset; none where the page begins with one. */
  lead?: ReactNode;
  /** Who edits: a revision of their own is called theirs. */
  email: string;
  /** With it what draws and judges it, so that its first paint is whole. */
  given: { saved: SavedDestination | null; preset?: ChosenPreset; begin?: DestinationDraft; later: Later } | null;
};

export function useDestinationEditor({ given, canWrite, held, email }: EditorInput) {
  const router = useRouter();
  const [sdk, setSdk] = useState(false);
  const [why, setWhy] = useState("");
  const [saved, setSaved] = useState(given?.saved ?? null);
  const [preset, setPreset] = useState(() => choiceOf(given?.preset));
  const [typed] = useState<TypedSecrets>(() => new Map());
  const probe = useProbe();
  const { later, load: loadLater } = useLater(given?.later ?? null);
  const { form, draft, judgement, isDirty, revision, isRestored, dropRestored } = useDestinationForm({
    saved,
    begin: given?.begin ?? (given?.preset && given.later.presetDraft(given.preset)),
    typed,
    later,
    load: loadLater,
  });
  const submission = useSubmission({ form, saved, revision, setSaved, typed, probe, sdk, why, later, load: loadLater });
  const { notice, tested, submit } = submission;
  const fixes = later?.fixesFor(form, { typed, tested, onTest: () => void submit("test") });
  const isRunning = probe.state.phase === "starting" || probe.state.phase === "running";
  const go = (attempt: Attempt) => void submit(held ? "test" : attempt);
  const moves = useEditorMoves({ form, later, saved, setSaved, submission, dropRestored });
  const [leaving, setLeaving] = useState<Leaving | null>(null);
  const isLosing = isDirty && canWrite;
  const leave = { isDirty: isLosing, leaving, setLeaving, go: router.push, onDiscard: moves.discard };
  const goBack = () => (isLosing && later !== null ? setLeaving({ path: list }) : router.push(list));
  const isGone = notice.kind === "gone";
  useFormKeys(canWrite && !isGone, go, isRunning ? probe.stop : null);
  const cancel = cancelOf({ saved: isGone ? null : saved, isDirty, goBack, onDiscard: moves.discard });
  const { errors } = form.formState;
  const line = later?.barLine({ notice, probe: probe.state, saved, isDirty, judgement, tested, errors }) ?? untouched;
  const editor = {
    draft,
    saved,
    judgement,
    isReadOnly: !canWrite || held !== undefined,
    email,
    preset,
    setPreset,
    applyFix: (fix: Fix) => fixes?.applyFix(fix),
    later,
    withLater: (act: (later: Later) => void) => (later ? act(later) : void loadLater().then(act, () => undefined)),
  };
  return {
    form,
    editor,
    moves,
    leave,
    submission,
    fixes,
    probe,
    sdk,
    setSdk,
    why,
    setWhy,
    go,
    cancel,
    line,
    isGone,
    isRunning,
    isRestored,
    revision,
  };
}

function choiceOf(preset: ChosenPreset | undefined): PresetChoice | null {
  return preset ? { chosen: preset, variables: {} } : null;
}

/** What stands beside Save. */
function cancelOf({
  saved,
  isDirty,
  goBack,
  onDiscard,
}: {
  saved: SavedDestination | null;
  isDirty: boolean;
  goBack: () => void;
  onDiscard: () => void;
}) {
  if (saved === null) return { label: "Cancel", onPress: goBack };
  if (isDirty) return { label: "Discard", onPress: onDiscard };
  return { label: "Open Health", href: `/destinations/${saved.id}` };
}

const list = "/destinations";
const untouched: ComponentProps<typeof Bar> = { message: "Not saved yet", tone: "neutral" };
