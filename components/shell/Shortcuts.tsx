"use client";
// Listens for single letters outside fields, and for ?, which shows them all. Knows no page's own keys (those of the form).
import { Keyboard } from "lucide-react";
import { useRouter } from "next/navigation";
import { lazy, Suspense, useEffect, useSyncExternalStore } from "react";
import { IconButton } from "#components/ui/Button";
import { Tooltip } from "#components/ui/Tooltip";
import { areShortcutsOn, isShortcutListOpen, openShortcuts, watchShortcuts } from "./shortcut-setting";

const ShortcutDialog = lazy(() => import("./ShortcutDialog").then((module) => ({ default: module.ShortcutDialog })));

/** How long G waits for the letter that follows. */
const sequenceMs = 1200;

export function Shortcuts({ canCreate }: { canCreate: boolean }) {
  const router = useRouter();
  const isOpen = useSyncExternalStore(watchShortcuts, isShortcutListOpen, () => false);
  useEffect(() => {
    let wentAt = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent) => {
      if (!isForUs(event) || !areShortcutsOn()) return;
      const follows = event.timeStamp - wentAt < sequenceMs;
      wentAt = event.key === "g" ? event.timeStamp : Number.NEGATIVE_INFINITY;
      const act = follows ? afterG(event.key, router.push) : single(event.key, router.push, canCreate);
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [router, canCreate]);
  return isOpen ? (
    <Suspense>
      <ShortcutDialog onClose={() => openShortcuts(false)} />
    </Suspense>
  ) : null;
}

export function ShortcutsButton() {
  return (
    <Tooltip text="Keyboard shortcuts">
      <IconButton label="Keyboard shortcuts" onClick={() => openShortcuts()} title={undefined}>
        <Keyboard aria-hidden="true" size={16} />
      </IconButton>
    </Tooltip>
  );
}

function isForUs(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  const { target } = event;
  if (!(target instanceof Element)) return true;
  return !target.closest(
    "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], [role=dialog], [role=menu]",
  );
}

function afterG(key: string, go: (path: string) => void): (() => void) | null {
  if (key === "d") return () => go("/destinations");
  if (key === "a") return () => go("/audit");
  if (key === ",") return () => go("/settings");
  return null;
}

function single(key: string, go: (path: string) => void, canCreate: boolean): (() => void) | null {
  if (key === "?") return () => openShortcuts();
  if (key === "n" && canCreate) return () => go("/destinations/new");
  if (key === "/") return focusOn(document.querySelector<HTMLElement>("input[type=search]"));
  if (key === "j" || key === "k") return focusOn(neighbour(key === "j" ? 1 : -1));
  return null;
}

function focusOn(element: HTMLElement | null | undefined): (() => void) | null {
  return element ? () => element.focus() : null;
}

function neighbour(step: number): HTMLElement | undefined {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row-link]")];
  const at = rows.findIndex((row) => row.closest("li")?.contains(document.activeElement));
  return rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))];
}
