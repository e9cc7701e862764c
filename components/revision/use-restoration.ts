"use client";
// The dialog's state: what restoring would change, what was typed for it, and what the answer was.
import { useCallback, useEffect, useState } from "react";
import type { GivenSecret } from "#lib/destination/revision";
import type { AppError, Result } from "#lib/result";
import { type PlannedRestoration, readRestoration } from "./read-restoration";

/** What the person who restores says to it; `revision` is the current one, as the dialog showed it. */
type Given = { revision: number; secrets: GivenSecret[]; test: boolean; message: string };

export type RestoreSource<Restored> = {
  /** The call that tells what it would change. */
  path: string;
  restore: (given: Given) => Promise<Result<Restored>>;
};

export function useRestoration<Restored>(
  { path, restore }: RestoreSource<Restored>,
  onRestored: (restored: Restored) => void,
) {
  const [plan, setPlan] = useState<Result<PlannedRestoration> | null>(null);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [message, setMessage] = useState("");
  const [busy, setBusy] = useState<"restore" | "test" | null>(null);
  const [error, setError] = useState<AppError | null>(null);

  const read = useCallback(
    async (abort: AbortSignal) => {
      const found = await readRestoration(path, abort);
      if (!abort.aborted) setPlan(found);
    },
    [path],
  );
  useEffect(() => {
    const leaving = new AbortController();
    void read(leaving.signal);
    return () => leaving.abort();
  }, [read]);

  const again = () => {
    setPlan(null);
    setError(null);
    void read(new AbortController().signal);
  };

  const submit = async (test: boolean) => {
    if (plan === null || !plan.ok || busy !== null) return;
    const missing = plan.data.secrets.filter(({ path }) => !typed[path]);
    if (missing.length > 0) {
      const fields = Object.fromEntries(missing.map(({ path }) => [path, ["Enter the value"]]));
      return setError({ code: "invalid", message: "A value is missing", fields });
    }
    setBusy(test ? "test" : "restore");
    setError(null);
    const secrets = plan.data.secrets.map(({ path }) => ({ path, value: typed[path] ?? "" }));
    const answer = await restore({ revision: plan.data.current, secrets, test, message }).catch(() => null);
    setBusy(null);
    if (answer === null) setError({ code: "unavailable", message: "Cannot reach Outspan. Nothing was changed." });
    else if (answer.ok) onRestored(answer.data);
    else setError(answer.error);
  };

  return { plan, typed, setTyped, message, setMessage, busy, error, again, submit };
}
