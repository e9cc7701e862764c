"use client";
// What every field of the form shares: the judgement of the draft, whether it may be changed, and how a fix is applied.
import { createContext, useContext } from "react";
import { type FieldPath, useController, useFormContext } from "react-hook-form";
import { type DestinationDraft, draftPathOf } from "#lib/destination/draft-shape";
import type { Fix } from "#lib/destination/problem";
import type { SavedDestination } from "#lib/destination/schema";
import { fieldOf, type Judgement } from "./judgement";
import type { Later } from "./later-parts";
import type { PresetChoice } from "./use-preset";

export type Editor = {
  draft: DestinationDraft;
  saved: SavedDestination | null;
  judgement: Judgement;
  isReadOnly: boolean;
  /** Of the user who edits. */
  email: string;
  applyFix: (fix: Fix) => void;
  /** What a new destination is filled from. */
  preset: PresetChoice | null;
  setPreset: (choice: PresetChoice) => void;
  /** Null until somebody turns to the form. */
  later: Later | null;
  /** At once where it is loaded, else as soon as it is. */
  withLater: (act: (later: Later) => void) => void;
};

export const EditorContext = createContext<Editor | null>(null);

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (editor === null) throw new Error("A field of the form stands outside of the form.");
  return editor;
}

export type DraftField<Value> = {
  value: Value;
  set: (value: Value) => void;
  /** For the control: what it shows, when it was left, where the focus goes. */
  control: { disabled: boolean; name: string; onBlur: () => void; ref: (element: HTMLElement | null) => void };
  /** For its frame: what is wrong or worth a look, and the link that repairs it. */
  message: {
    error: string | undefined;
    warning: string | undefined;
    fix: { label: string; onApply: () => void } | undefined;
  };
};

/** One value of the draft by its path, e.g. "signals.traces.connection.endpoint". */
export function useDraftField<Value>(path: string): DraftField<Value> {
  const { control } = useFormContext<DestinationDraft>();
  const { field, fieldState } = useController({ control, name: path as FieldPath<DestinationDraft> });
  const editor = useEditor();
  return {
    value: field.value as Value,
    set: field.onChange,
    control: { disabled: editor.isReadOnly, name: path, onBlur: field.onBlur, ref: field.ref },
    message: messageOf(editor, path, fieldState.error),
  };
}

/**
 * What to say at a value that is set without being registered: one whose parent may be absent. Registering it would make the
 * parent, with nothing in it but this.
 */
export function useDraftMessage(path: string): DraftField<unknown>["message"] {
  const { getFieldState, formState } = useFormContext<DestinationDraft>();
  const { error } = getFieldState(path as FieldPath<DestinationDraft>, formState);
  return messageOf(useEditor(), path, error);
}

/** react-hook-form decides when a message shows; what it says is judged anew with every keystroke. */
function messageOf(
  { judgement, isReadOnly, applyFix }: Editor,
  path: string,
  shown: { type?: unknown; message?: unknown } | undefined,
): DraftField<unknown>["message"] {
  const problem = shown === undefined ? undefined : judgement.problems.find((one) => fieldOf(one.path) === path);
  const error = shown?.type === "server" ? String(shown.message) : problem?.message;
  const hint = judgement.hints.find((one) => draftPathOf(one.path) === path);
  const fix = error === undefined ? hint?.fix : problem?.fix;
  return {
    error,
    warning: hint?.message,
    fix: fix && !isReadOnly ? { label: fix.label, onApply: () => applyFix(fix) } : undefined,
  };
}

/** The path of a shared connection or a signal's own one, to put before a field's name. */
export type SlotPath = "connection" | `signals.${"traces" | "metrics" | "logs"}.connection`;

/** Sets values that have no control of their own: switching an own connection on, moving an endpoint. */
export function useSetDraft(): (path: string, value: unknown) => void {
  const { setValue } = useFormContext<DestinationDraft>();
  return (path, value) => setValue(path as FieldPath<DestinationDraft>, value as never, { shouldDirty: true });
}
