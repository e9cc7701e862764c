"use client";
// A repair that was chosen on the Health page: made here, and tested. Draws nothing.
import { useEffect, useRef } from "react";
import { takeFix } from "#components/health/handed-fix";
import type { Fix } from "#lib/destination/problem";

export function HandedFix({ id, onFix }: { id: string; onFix: (fix: Fix) => void }) {
  const latest = useRef(onFix);
  useEffect(() => {
    latest.current = onFix;
  });
  useEffect(() => {
    const fix = takeFix(id);
    if (fix !== null) latest.current(fix);
  }, [id]);
  return null;
}
