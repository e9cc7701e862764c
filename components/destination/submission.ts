// Save, Test, Save & test: what each sends, and what the page does with each answer. Nothing typed is lost on any of them.
import type { RefObject } from "react";
import type { FieldPath, UseFormReturn } from "react-hook-form";
import { planProbe } from "#components/probe/plan-probe";
import { runProbe } from "#components/probe/run-probe";
import type { ProbeHandle } from "#components/probe/use-probe";
import { unreachable } from "#components/ui/unreachable";
import { saveDestination, testDestination } from "#lib/actions/destination";
import { destinationOf, draftOf } from "#lib/destination/draft";
import type { DestinationDraft } from "#lib/destination/draft-shape";
import { enabledSignals } from "#lib/destination/enabled-signals";
import { effectiveConnection } from "#lib/destination/resolve";
import type { Destination, ProbedDestination, SavedDestination } from "#lib/destination/schema";
import { type AppError, ok, type Result } from "#lib/result";
import { focusFirstWrong, keepFocus } from "./focus";
import { judge } from "./judge";
import { fieldOf } from "./judgement";
import type { Attempt, Notice } from "./notice";
import { readDestination } from "./read-destination";
import { forgetDraft } from "./stored-draft";
import { rememberTyped, type TypedSecrets } from "./typed-secrets";

export type SubmissionInput = {
  form: UseFormReturn<DestinationDraft>;
  saved: SavedDestination | null;
  /** What the draft was made from. */
  revision: number | null;
  setSaved: (saved: SavedDestination) => void;
  typed: TypedSecrets;
  probe: ProbeHandle;
  sdk: boolean;
  /** Of the change, for the next revision. */
  why: string;
};

type Given = SubmissionInput & {
  setNotice: (notice: Notice) => void;
  setSaving: (isSaving: boolean) => void;
  setTested: (tested: ProbedDestination) => void;
  /** While a value is being judged or saved nothing else is begun. */
  isHeld: RefObject<boolean>;
};
type SaveAnswer = Awaited<ReturnType<typeof saveDestination>>;

export function submissionOf(given: Given) {
  const { form, saved, typed, setNotice, isHeld } = given;
  const saving = savingOf(given);
  const { saveAndTest, testOnly } = testingOf(given, saving);
  const { save } = saving;

  const submit = async (attempt: Attempt) => {
    isHeld.current = true;
    setNotice({ kind: "none" });
    const isRight = await reveal(form, attempt);
    isHeld.current = false;
    const draft = form.getValues();
    const { destination } = judge(draft, saved, typed);
    if (!isRight) setNotice({ kind: "invalid", message: null });
    // A test of wrong values is still a test: its report says what is wrong, with the repair.
    const mayGo = isRight || (attempt === "test" && destinationOf(draft).problems.length === 0);
    if (!mayGo) return;
    if (attempt === "save") await save(destination, attempt);
    else if (attempt === "test") await testOnly(withoutEmptyName(destination));
    else await saveAndTest(destination);
  };

  /** After a merge: saves the form on top of the revision that somebody else made. */
  const saveOver = (theirs: SavedDestination) =>
    save(judge(form.getValues(), theirs, typed).destination, "save", theirs);

  return { submit, saveOver };
}

function savingOf({ form, saved, revision, setSaved, typed, why, setNotice, setSaving, isHeld }: Given) {
  const refuse = async (error: AppError, attempt: Attempt) => {
    setNotice(await noticeOf(error, attempt, saved));
    showFields(form, error.fields ?? {});
  };

  const accept = (destination: SavedDestination, sent: Destination) => {
    rememberTyped(sent, typed);
    forgetDraft(saved?.id ?? null);
    keepFocus(() => form.reset(draftOf(destination)));
    setSaved(destination);
    setNotice({ kind: "saved", revision: destination.revision });
    if (saved === null) window.history.replaceState(null, "", `/destinations/${destination.id}`);
  };

  const save = async (destination: Destination, attempt: Attempt, over?: SavedDestination): Promise<SaveAnswer> => {
    const target =
      saved === null ? {} : { id: saved.id, revision: over?.revision ?? revision ?? saved.revision, message: why };
    isHeld.current = true;
    setSaving(true);
    const answer = await reach(() => saveDestination({ ...target, destination, test: attempt === "save and test" }));
    isHeld.current = false;
    setSaving(false);
    if (answer.ok) accept(answer.data.destination, destination);
    else await refuse(answer.error, attempt);
    return answer;
  };

  return { save, refuse };
}

function testingOf({ saved, typed, probe, sdk, setTested }: Given, { save, refuse }: ReturnType<typeof savingOf>) {
  const test = (destination: ProbedDestination, start: () => Promise<Result<{ id: string; saved: boolean }>>) => {
    rememberTyped(destination, typed);
    setTested(destination);
    const connectionOf = (signal: Parameters<typeof effectiveConnection>[1]) =>
      effectiveConnection(destination, signal);
    return runProbe(probe, planProbe({ enabled: enabledSignals(destination), connectionOf, sdk }), start);
  };

  const saveAndTest = async (destination: Destination) => {
    let wasSaved = false;
    const ended = await test(destination, async () => {
      const answer = await save(destination, "save and test");
      if (!answer.ok) return answer;
      wasSaved = true;
      const started = answer.data.probe;
      if (started === null)
        return { ok: false, error: { code: "unavailable", message: "Saved, but no test was started." } };
      return started.ok ? ok({ id: started.data.id, saved: true }) : started;
    });
    if (ended?.phase === "broken" && !wasSaved) probe.clear();
  };

  const testOnly = async (destination: ProbedDestination) => {
    const ended = await test(destination, async () => {
      const id = saved === null ? {} : { id: saved.id };
      const answer = await reach(() => testDestination({ ...id, destination, sdk }));
      return answer.ok ? ok({ id: answer.data.id, saved: false }) : answer;
    });
    if (ended?.phase !== "broken" || staysInPanel.has(ended.error.code)) return;
    probe.clear();
    await refuse(ended.error, "test");
  };

  return { saveAndTest, testOnly };
}

/** A test needs no name. */
function withoutEmptyName({ name, ...rest }: Destination): ProbedDestination {
  return name.trim() === "" ? rest : { name, ...rest };
}

/** Judges every field and shows what is wrong, the first with the focus. A test needs no name. */
function reveal(form: UseFormReturn<DestinationDraft>, attempt: Attempt): Promise<boolean> {
  return new Promise((resolve) => {
    void form.handleSubmit(
      () => resolve(true),
      ({ name, ...others }) => {
        if (attempt === "test") form.clearErrors("name");
        const isRight = attempt === "test" && name !== undefined && Object.keys(others).length === 0;
        if (!isRight) focusFirstWrong();
        resolve(isRight);
      },
    )();
  });
}

/** What says something of the test itself; everything else stands in the way of any attempt, and is said over the form. */
const staysInPanel = new Set<AppError["code"]>(["unavailable", "rate_limited", "internal"]);

/** A server that does not answer is a value too. */
async function reach<T>(call: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await call();
  } catch {
    return { ok: false, error: unreachable };
  }
}

async function noticeOf(error: AppError, attempt: Attempt, saved: SavedDestination | null): Promise<Notice> {
  if (error === unreachable) return { kind: "unreachable", attempt };
  if (error.code === "unauthenticated") return { kind: "signed_out", attempt };
  if (error.code === "not_found") return { kind: "gone" };
  if (error.code === "invalid") {
    const { "/message": why, ...fields } = error.fields ?? {};
    const hasFields = Object.keys(fields).length > 0;
    return { kind: "invalid", message: hasFields ? null : (why?.[0] ?? error.message) };
  }
  if (error.code === "conflict" && saved !== null) {
    const theirs = await readDestination(saved.id);
    return theirs === null ? { kind: "failed", message: error.message, attempt } : { kind: "conflict", theirs };
  }
  const reference = error.ref === undefined ? "" : ` Reference: ${error.ref}`;
  return { kind: "failed", message: error.message + reference, attempt };
}

function showFields(form: UseFormReturn<DestinationDraft>, fields: Record<string, string[]>): void {
  // What is wrong with the message of the revision stands at no field of the form.
  const entries = Object.entries(fields).filter(([pointer]) => pointer !== "/message");
  for (const [pointer, [message]] of entries) {
    form.setError(fieldOf(pointer) as FieldPath<DestinationDraft>, { type: "server", message: message ?? "" });
  }
  if (entries.length > 0) focusFirstWrong();
}
