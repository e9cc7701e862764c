// Applies a one-click repair to what is in the form, by a link at a field or by the button of a diagnosis (which tests again).
import type { UseFormReturn } from "react-hook-form";
import { applyFixToDraft } from "#lib/destination/draft";
import { type DestinationDraft, draftPathOf } from "#lib/destination/draft-shape";
import { needsValue } from "#lib/destination/fix";
import type { Fix } from "#lib/destination/problem";
import type { Judgement } from "./judgement";

export function fixesFor(form: UseFormReturn<DestinationDraft>, judgement: Judgement, onTest: () => void) {
  const applyFix = (fix: Fix) => {
    form.reset(applyFixToDraft(form.getValues(), fix), {
      keepDefaultValues: true,
      keepErrors: true,
      keepIsSubmitted: true,
      keepTouched: true,
    });
    const [first] = fix.changes;
    if (first !== undefined) focusField(draftPathOf(first.path));
  };
  const applyFixAndTest = (fix: Fix) => {
    // A saved secret is not here to be repaired: it must be typed first.
    if (needsValue(judgement.destination, fix)) return focusField(draftPathOf(fix.changes[0]?.path ?? ""));
    form.reset(applyFixToDraft(form.getValues(), fix), { keepDefaultValues: true });
    onTest();
  };
  return { applyFix, applyFixAndTest };
}

function focusField(path: string): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[name="${CSS.escape(path)}"]`)?.focus());
}
