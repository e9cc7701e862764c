"use client";
// The draft as react-hook-form holds it: judged on leaving a field, kept over a reload, restored after one.
import { toNestErrors } from "@hookform/resolvers";
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
  /** What the draft was made from; a restored one may stand on an older revision than the page was loaded with. */
  revision: number | null;
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
  const { revision, wasRestored, dropRestored } = useStorage(form, draft, isDirty, saved);
  return {
    form,
    draft,
    judgement: judge(draft, saved, typed),
    isDirty,
    revision,
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

/** Whether something was there to be restored, and the revision that the form stands on. */
function useStorage(
  form: UseFormReturn<DestinationDraft>,
  draft: DestinationDraft,
  isDirty: boolean,
  saved: SavedDestination | null,
): { revision: number | null; wasRestored: boolean; dropRestored: () => void } {
  const [found, setFound] = useState<"not looked" | "nothing" | "restored">("not looked");
  const [restoredFrom, setRestoredFrom] = useState<number | null>(null);
  const [first] = useState(saved);
  const firstId = first?.id ?? null;
  // A later revision came from this page itself: the draft goes on from that one.
  const revision = (saved === first ? restoredFrom : null) ?? saved?.revision ?? null;
  useEffect(() => {
    const stored = readStoredDraft(firstId);
    if (stored !== null) form.reset(stored.draft, { keepDefaultValues: true });
    setRestoredFrom(stored?.revision ?? null);
    setFound(stored === null ? "nothing" : "restored");
  }, [form, firstId]);
  useEffect(() => {
    if (found === "not looked") return;
    const id = saved?.id ?? null;
    if (!isDirty) return forgetDraft(id);
    const store = () => storeDraft(id, { revision, draft });
    const timer = setTimeout(store, 200);
    window.addEventListener("pagehide", store);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("pagehide", store);
    };
  }, [found, isDirty, draft, saved, revision]);
  const dropRestored = () => {
    setFound("nothing");
    setRestoredFrom(null);
  };
  return { revision, wasRestored: found === "restored", dropRestored };
}
