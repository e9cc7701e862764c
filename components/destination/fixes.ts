// Applies a one-click repair to what is in the form, by a link at a field or by the button of a diagnosis (which tests again).
import type { FieldPath, UseFormReturn } from "react-hook-form";
import { applyFixToDraft } from "#lib/destination/draft";
import { type DestinationDraft, draftPathOf } from "#lib/destination/draft-shape";
import type { Fix } from "#lib/destination/problem";
import type { ProbedDestination } from "#lib/destination/schema";
import { fixInForm } from "./fix-in-form";
import type { TypedSecrets } from "./typed-secrets";

type Page = {
  typed: TypedSecrets;
  /** What the diagnosis is of. */
  tested: ProbedDestination | null;
  onTest: () => void;
};

export function fixesFor(form: UseFormReturn<DestinationDraft>, { typed, tested, onTest }: Page) {
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
    const { draft, toEnter } = fixInForm(form.getValues(), fix, { tested, typed });
    form.reset(draft, { keepDefaultValues: true });
    const [first] = toEnter;
    if (first === undefined) return onTest();
    for (const { field, message } of toEnter)
      form.setError(field as FieldPath<DestinationDraft>, { type: "server", message });
    focusField(first.field);
  };
  return { applyFix, applyFixAndTest };
}

function focusField(path: string): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[name="${CSS.escape(path)}"]`)?.focus());
}
