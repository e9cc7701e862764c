"use client";
// Reads the text in the field a moment after the last keystroke: what was asked before is cancelled, what was read stays until there is news.
import { useEffect, useState } from "react";
import type { ImportFormat } from "#lib/format/format";
import type { ImportAnswer } from "#lib/format/import-answer";
import type { AppError } from "#lib/result";
import { readImport } from "./read-import";

export type Reading = {
  /** What was read last, while the next is being read too; null for an empty field. */
  answer: ImportAnswer | null;
  /** Of the text as it stands: false while it is being read. */
  isCurrent: boolean;
  /** It takes longer than one would wait without a word. */
  isSlow: boolean;
  error: AppError | null;
};

const nothing: Reading = { answer: null, isCurrent: true, isSlow: false, error: null };
const pauseMs = 300;
const slowMs = 1200;
const textBytesMax = 262_144;

export function isTooLong(text: string): boolean {
  return text.length > textBytesMax || new TextEncoder().encode(text).length > textBytesMax;
}

export function useReading(text: string, format: ImportFormat | null): Reading {
  const [reading, setReading] = useState(nothing);
  const [tries, setTries] = useState(0);
  const isNothing = text.trim() === "" || isTooLong(text);
  useEffect(() => {
    void tries;
    if (isNothing) return setReading(nothing);
    setReading((now) => ({ ...now, isCurrent: false, isSlow: false }));
    const until = new AbortController();
    const timers = [setTimeout(() => void read(), pauseMs), setTimeout(() => setReading(slow), pauseMs + slowMs)];
    const read = async () => {
      const answer = await readImport(text, format, until.signal).catch(() => null);
      if (answer === null || until.signal.aborted) return;
      if (answer.ok) return setReading({ ...nothing, answer: answer.data });
      setReading((now) => ({ ...now, isCurrent: true, isSlow: false, error: answer.error }));
      const { retryAfterSeconds } = answer.error;
      if (retryAfterSeconds) timers.push(setTimeout(() => setTries((now) => now + 1), retryAfterSeconds * 1000));
    };
    return () => {
      until.abort();
      timers.forEach(clearTimeout);
    };
  }, [text, format, isNothing, tries]);
  return reading;
}

function slow(now: Reading): Reading {
  return now.isCurrent ? now : { ...now, isSlow: true };
}
