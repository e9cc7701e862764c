"use client";
// Fills the form from a preset, and again when its region, a key or the preset itself changes. What was typed by hand stays.
import { useFormContext } from "react-hook-form";
import { draftOf } from "#lib/destination/draft";
import { type DestinationDraft, emptyDraft } from "#lib/destination/draft-shape";
import { fillPreset } from "#lib/preset/fill";
import { recogniseAmong } from "#lib/preset/host-pattern";
import type { ChosenPreset } from "#lib/preset/listed";
import { refill } from "#lib/preset/refill";
import { useEditor } from "./editor-context";

export type PresetChoice = {
  chosen: ChosenPreset;
  variables: Record<string, string>;
  /** What the last filling wrote; absent: with nothing entered. */
  base?: DestinationDraft;
  /** What it stood on when it met something typed by hand; null when nothing is open. */
  open?: DestinationDraft | null;
  /** Chosen on this page, so the focus goes into its card. */
  isNew?: true;
};

type Variables = Record<string, string>;

export function presetDraft({ preset }: ChosenPreset, variables: Variables = {}): DestinationDraft {
  return draftOf(fillPreset(preset, { variables }));
}

export function usePreset() {
  const form = useFormContext<DestinationDraft>();
  const { preset: choice, setPreset, draft } = useEditor();
  const write = (next: DestinationDraft) =>
    form.reset(next, { keepDefaultValues: true, keepTouched: true, keepIsSubmitted: true });
  const fill = (chosen: ChosenPreset, variables: Variables, from?: DestinationDraft) => {
    const before = from ?? (choice && (choice.base ?? presetDraft(choice.chosen))) ?? emptyDraft();
    const base = presetDraft(chosen, variables);
    const { draft: next, hasCollision } = refill(form.getValues(), before, base);
    write(next);
    const open = hasCollision ? before : (choice?.open ?? null);
    setPreset({ chosen, variables, base, open, ...(choice?.chosen === chosen ? {} : { isNew: true as const }) });
  };
  return {
    choice,
    variables: choice === null ? {} : { ...readBack(choice, draft), ...choice.variables },
    fill,
    /** Over what was typed by hand. */
    fillOver: () => {
      if (!choice?.open || !choice.base) return;
      write(refill(form.getValues(), choice.open, choice.base, "filled").draft);
      setPreset({ ...choice, open: null });
    },
    keepTyped: () => choice && setPreset({ ...choice, open: null }),
  };
}

/** After a reload the form is there and the card's own fields are not: what the endpoint tells of them is read from it. */
function readBack({ chosen, variables }: PresetChoice, { connection, signals }: DestinationDraft): Variables {
  if (Object.keys(variables).length > 0) return {};
  const endpoint = connection.endpoint || (signals.traces.connection?.endpoint ?? "");
  return recogniseAmong(chosen.patterns, endpoint)?.variables ?? {};
}
