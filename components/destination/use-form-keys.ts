"use client";
// The form's own keys: ⌘/ctrl ↵ Save & test, with shift Test, ⌘/ctrl S Save, Esc stops a test. They work inside fields too.
// After a failed test, Tab leads from the bar to the first repair.
import { useEffect, useRef } from "react";
import { firstFix } from "./focus";
import type { Attempt } from "./notice";

export function useFormKeys(isOn: boolean, onSubmit: (attempt: Attempt) => void, onStop: (() => void) | null): void {
  const latest = useRef({ onSubmit, onStop });
  useEffect(() => {
    latest.current = { onSubmit, onStop };
  });
  useEffect(() => {
    if (!isOn) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector("[role=dialog]")) return;
      const act = actionOf(event, latest.current.onSubmit, latest.current.onStop);
      if (act === null) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [isOn]);
}

function actionOf(
  event: KeyboardEvent,
  submit: (attempt: Attempt) => void,
  stop: (() => void) | null,
): (() => void) | null {
  if (event.key === "Escape") return stop;
  if (event.key === "Tab") return tabToFix(event);
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  if (event.key === "Enter") return () => submit(event.shiftKey ? "test" : "save and test");
  return event.key.toLowerCase() === "s" && !event.shiftKey ? () => submit("save") : null;
}

function tabToFix(event: KeyboardEvent): (() => void) | null {
  const fix = firstFix();
  const isFromTest = event.target instanceof HTMLElement && event.target.closest("[data-action-bar]") !== null;
  const isTest =
    isFromTest && /test/i.test(event.target instanceof HTMLElement ? (event.target.textContent ?? "") : "");
  return fix !== null && isTest && !event.shiftKey ? () => fix.focus() : null;
}
