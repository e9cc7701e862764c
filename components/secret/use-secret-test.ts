"use client";
// Tests all destinations that use a secret with a value that is not saved; one that is running is left when the value changes.
import { useEffect, useRef, useState } from "react";
import { unreachable } from "#components/ui/unreachable";
import type { SecretProbed } from "#lib/destination/named-secret";
import { readSecretProbe } from "./read-secret-probe";

export function useSecretTest(name: string) {
  const [probed, setProbed] = useState<SecretProbed[] | null>(null);
  const [isTesting, setTesting] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const running = useRef<AbortController | null>(null);
  // Leaving cancels.
  useEffect(() => () => running.current?.abort(), []);
  const forget = () => {
    running.current?.abort();
    setProbed(null);
    setFailure(null);
    setTesting(false);
  };
  const test = async (values: Record<string, string>) => {
    forget();
    const abort = new AbortController();
    running.current = abort;
    setTesting(true);
    try {
      const started = await readSecretProbe(name, values, abort.signal);
      if (!started.ok) setFailure(started.error.message);
      else {
        setProbed([]);
        for await (const one of started.data) setProbed((all) => [...(all ?? []), one]);
      }
    } catch {
      if (!abort.signal.aborted) setFailure(unreachable.message);
    }
    if (!abort.signal.aborted) setTesting(false);
  };
  return { probed, isTesting, failure, test, forget };
}
