"use client";
// What the last attempt to save or test came to. How it is made is in submission.ts, loaded by the time it is asked for.
import { useRef, useState } from "react";
import type { ProbedDestination, SavedDestination } from "#lib/destination/schema";
import type { Attempt, Notice } from "./notice";
import type { SubmissionInput } from "./submission";
import type { LaterHandle } from "./use-later";

export type Submission = {
  notice: Notice;
  setNotice: (notice: Notice) => void;
  /** What was asked for last, and whether it is being saved right now. */
  attempt: Attempt | null;
  isSaving: boolean;
  /** What the last test sent: shows what a fix changes. */
  tested: ProbedDestination | null;
  submit: (attempt: Attempt) => Promise<void>;
  /** After a merge: saves the form on top of the revision that somebody else made. */
  saveOver: (theirs: SavedDestination) => Promise<void>;
};

export function useSubmission({ later, load, ...input }: SubmissionInput & LaterHandle): Submission {
  const [notice, setNotice] = useState<Notice>({ kind: "none" });
  const [attempt, setAttempt] = useState<Attempt | null>(null);
  const [isSaving, setSaving] = useState(false);
  const [tested, setTested] = useState<ProbedDestination | null>(null);
  const isHeld = useRef(false);
  const { phase } = input.probe.state;
  const isTesting = phase === "starting" || phase === "running";
  const page = { ...input, setNotice, setSaving, setTested, isHeld };

  const submit = async (next: Attempt) => {
    if (isHeld.current || (isTesting && next !== "save")) return;
    setAttempt(next);
    isHeld.current = true;
    const parts = later ?? (await load().catch(() => null));
    isHeld.current = false;
    if (parts === null) return setNotice({ kind: "unreachable", attempt: next });
    await parts.submissionOf(page).submit(next);
  };

  const saveOver = async (theirs: SavedDestination) => {
    setAttempt("save");
    await later?.submissionOf(page).saveOver(theirs);
  };

  return { notice, setNotice, attempt, isSaving, tested, submit, saveOver };
}
