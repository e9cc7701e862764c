"use client";
import { toNestErrors } from "@hookform/resolvers";
// The draft as react-hook-form holds it: judged on leaving a field, kept over a reload, restored after one.
import { useEffect, useRef, useState } from "react";
import { type FieldErrors, type Resolver, type UseFormReturn, useForm, useWatch } from "react-hook-form";
import { type DestinationDraft, draftOf, emptyDraft } from "#lib/destination/draft";
import type { SavedDestination } from "#lib/destination/schema";
import { fieldOf, type Judgement, judge } from "./judgement";
import { forgetDraft, readStoredDraft, storeDraft } from "./stored-draft";
import type { TypedSecrets } from "./typed-secrets";

type Given = { saved: SavedDestination | null; typed: TypedSecrets };
type DestinationForm = {
  form: UseFormReturn<DestinationDraft>;
  draft: DestinationDraft;
  judgement: Judgement;
  isDirty: boolean;
  /** What was typed before a reload stands in the form again. */
  isRestored: boolean;
  dropRestored: () => void;
};

export function useDestinationForm({ saved, typed }: Given): DestinationForm {
  const [defaultValues] = useState(() => (saved === null ? emptyDraft() : draftOf(saved)));
  const latest = useRef(saved);
  useEffect(() => {
    latest.current = saved;
  });
  const form = useForm<DestinationDraft>({
    defaultValues,
    mode: "onTouched",
    shouldFocusError: false,
    resolver: (values, _context, options) => resolve(judge(values, latest.current, typed), values, options),
  });
  const draft = useWatch({ control: form.control }) as DestinationDraft;
  const { isDirty } = form.formState;
  const { wasRestored, dropRestored } = useStorage(form, draft, isDirty, saved);
  return {
    form,
    draft,
    judgement: judge(draft, saved, typed),
    isDirty,
    isRestored: wasRestored && isDirty,
    dropRestored,
  };
}

type Options = Parameters<Resolver<DestinationDraft>>[2];

/** The first problem of each field, where react-hook-form looks for it. */
function resolve(judgement: Judgement, values: DestinationDraft, options: Options) {
  if (judgement.problems.length === 0) return { values, errors: {} };
  const flat: Record<string, { type: string; message: string }> = {};
  for (const { path, code, message } of judgement.problems) flat[fieldOf(path)] ??= { type: code, message };
  return { values: {}, errors: toNestErrors(flat as FieldErrors, options) as FieldErrors<DestinationDraft> };
}

/** Whether something was there to be restored. */
function useStorage(
  form: UseFormReturn<DestinationDraft>,
  draft: DestinationDraft,
  isDirty: boolean,
  saved: SavedDestination | null,
): { wasRestored: boolean; dropRestored: () => void } {
  const [found, setFound] = useState<"not looked" | "nothing" | "restored">("not looked");
  const [firstId] = useState(saved?.id ?? null);
  useEffect(() => {
    const stored = readStoredDraft(firstId);
    if (stored !== null) form.reset(stored.draft, { keepDefaultValues: true });
    setFound(stored === null ? "nothing" : "restored");
  }, [form, firstId]);
  useEffect(() => {
    if (found === "not looked") return;
    const id = saved?.id ?? null;
    if (!isDirty) return forgetDraft(id);
    const store = () => storeDraft(id, { revision: saved?.revision ?? null, draft });
    const timer = setTimeout(store, 200);
    window.addEventListener("pagehide", store);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("pagehide", store);
    };
  }, [found, isDirty, draft, saved]);
  return { wasRestored: found === "restored", dropRestored: () => setFound("nothing") };
}
