"use client";
// The dialog's state: what restoring would change, what was typed for it, and what the answer was.
import { useCallback, useEffect, useState } from "react";
import { restoreDestination } from "#lib/actions/destination";
import type { Restoration } from "#lib/destination/revision";
import type { SavedDestination } from "#lib/destination/schema";
import type { AppError, Result } from "#lib/result";
import { readRestoration } from "./read-restoration";

export type Restored = { destination: SavedDestination; from: number; probe: Result<{ id: string }> | null };

export function useRestoration(id: string, from: number, onRestored: (restored: Restored) => void) {
  const [plan, setPlan] = useState<Result<Restoration> | null>(null);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [message, setMessage] = useState("");
  const [busy, setBusy] = useState<"restore" | "test" | null>(null);
  const [error, setError] = useState<AppError | null>(null);

  const read = useCallback(
    async (abort: AbortSignal) => {
      const found = await readRestoration(id, from, abort);
      if (!abort.aborted) setPlan(found);
    },
    [id, from],
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
    const submission = { id, revision: plan.data.current, from, secrets, test, message };
    const answer = await restoreDestination(submission).catch(() => null);
    setBusy(null);
    if (answer === null) setError({ code: "unavailable", message: "Cannot reach Outspan. Nothing was changed." });
    else if (answer.ok) onRestored({ ...answer.data, from });
    else setError(answer.error);
  };

  return { plan, typed, setTyped, message, setMessage, busy, error, again, submit };
}
