"use client";
// The draft as react-hook-form holds it: judged on leaving a field, kept over a reload, restored after one.
import { useEffect, useRef, useState } from "react";
import { type UseFormReturn, useForm, useWatch } from "react-hook-form";
import { type DestinationDraft, emptyDraft } from "#lib/destination/draft-shape";
import { withoutSecrets } from "#lib/destination/draft-storage";
import type { SavedDestination } from "#lib/destination/schema";
import { firstJudgement, type Judgement } from "./judgement";
import { forgetDraft, readStoredDraft, storeDraft } from "./stored-draft";
import type { TypedSecrets } from "./typed-secrets";
import type { LaterHandle } from "./use-later";

/** `begin`: what a new destination begins with, where that is not an empty form. */
type Given = { saved: SavedDestination | null; begin: DestinationDraft | undefined; typed: TypedSecrets } & LaterHandle;
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

export function useDestinationForm({ saved, begin, typed, later, load }: Given): DestinationForm {
  const [defaultValues] = useState(
    () => begin ?? (later === null || saved === null ? emptyDraft() : later.draftOf(saved)),
  );
  const latest = useRef(saved);
  useEffect(() => {
    latest.current = saved;
  });
  const form = useForm<DestinationDraft>({
    defaultValues,
    mode: "onTouched",
    shouldFocusError: false,
    resolver: async (values, _context, options) => {
      const parts = later ?? (await load().catch(() => null));
      // While Outspan does not answer, nothing is judged: a submission says so, and what it asks for is judged there.
      if (parts === null) return { values, errors: {} };
      return parts.resolveDraft(parts.judge(values, latest.current, typed), values, options);
    },
  });
  const draft = useWatch({ control: form.control }) as DestinationDraft;
  const { isDirty } = form.formState;
  const { revision, wasRestored, dropRestored } = useStorage({ form, draft, isDirty, saved, load });
  return {
    form,
    draft,
    judgement: later === null ? firstJudgement(draft) : later.judge(draft, saved, typed),
    isDirty,
    revision,
    isRestored: wasRestored && isDirty,
    dropRestored,
  };
}

/** Whether something was there to be restored, and the revision that the form stands on. */
function useStorage({
  form,
  draft,
  isDirty,
  saved,
  load,
}: Pick<DestinationForm, "form" | "draft" | "isDirty"> & Pick<Given, "saved" | "load">): {
  revision: number | null;
  wasRestored: boolean;
  dropRestored: () => void;
} {
  const [found, setFound] = useState<"not looked" | "nothing" | "restored">("not looked");
  const [restoredFrom, setRestoredFrom] = useState<number | null>(null);
  const [first] = useState(saved);
  const firstId = first?.id ?? null;
  // A later revision came from this page itself: the draft goes on from that one.
  const revision = (saved === first ? restoredFrom : null) ?? saved?.revision ?? null;
  useEffect(() => {
    const stored = readStoredDraft(firstId);
    // What was typed for another backend is not this one's.
    const isMeant = stored !== null && (firstId !== null || stored.draft.preset === form.getValues("preset"));
    if (stored !== null && isMeant) {
      form.reset(stored.draft, { keepDefaultValues: true });
      load().catch(() => undefined);
    }
    setRestoredFrom((isMeant && stored?.revision) || null);
    setFound(isMeant ? "restored" : "nothing");
  }, [form, firstId, load]);
  useEffect(() => {
    if (found === "not looked") return;
    const id = saved?.id ?? null;
    if (!isDirty) return forgetDraft(id);
    const store = () => storeDraft(id, { revision, draft: withoutSecrets(draft) });
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
