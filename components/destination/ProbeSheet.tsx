"use client";
// The head of the bottom sheet that the probe is on a phone, and the ways to close it: its button, Esc, Back.
// Comes with the form's later part, which no test runs without.
import { X } from "lucide-react";
import { useEffect, useSyncExternalStore } from "react";
import type { ProbeState } from "#components/probe/probe-state";
import { IconButton } from "#components/ui/Button";
import { useBack } from "./use-back";

export function ProbeSheet({ phase, onClose }: { phase: ProbeState["phase"]; onClose: () => void }) {
  const isPhone = useSyncExternalStore(
    watchPhone,
    () => matchMedia(phone).matches,
    () => false,
  );
  // While it runs, Esc stops the test.
  const isRunning = phase === "starting" || phase === "running";
  useBack(isPhone, onClose, true);
  useEffect(() => {
    if (!isPhone || isRunning) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("[role=dialog]")) onClose();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [isPhone, isRunning, onClose]);
  return (
    <div className="sticky top-0 z-1 flex h-12 items-center justify-end border-b border-line-soft bg-surface pr-2 rail:hidden">
      <span
        aria-hidden="true"
        className="absolute top-[7px] left-1/2 h-1 w-9 -translate-x-1/2 rounded-full bg-control"
      />
      <IconButton className="size-11!" label="Close the test" onClick={onClose}>
        <X aria-hidden="true" size={20} />
      </IconButton>
    </div>
  );
}

const phone = "(max-width: 900px)";

function watchPhone(listener: () => void): () => void {
  const query = matchMedia(phone);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}
