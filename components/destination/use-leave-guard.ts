"use client";
// Asks before unsaved changes are left: by a link of the console, Cancel or Back; on a reload the browser asks. The App Router
// itself cannot hold a navigation back. Back is held by the Navigation API: a browser without it, and one in which nothing on
// the page was touched yet, leaves at once; the tab then keeps the draft as it does over a reload.
import { useEffect } from "react";
import { goBackTo, useBack } from "./use-back";

/** Where somebody is about to go, while they are asked. */
export type Leaving = { path: string } | { backTo: string };

export type LeaveGuarded = {
  isDirty: boolean;
  leaving: Leaving | null;
  setLeaving: (leaving: Leaving | null) => void;
  go: (path: string) => void;
  onDiscard: () => void;
};

export function useLeaveGuard({ isDirty, leaving, setLeaving, go, onDiscard }: LeaveGuarded): () => void {
  useEffect(() => {
    if (!isDirty) return;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      const path = pathOf(event);
      if (path === null) return;
      event.preventDefault();
      event.stopPropagation();
      setLeaving({ path });
    };
    window.addEventListener("beforeunload", onUnload);
    document.addEventListener("click", onClick, { capture: true });
    return () => {
      window.removeEventListener("beforeunload", onUnload);
      document.removeEventListener("click", onClick, { capture: true });
    };
  }, [isDirty, setLeaving]);
  useBack(isDirty, (backTo) => setLeaving({ backTo }));
  return () => {
    onDiscard();
    setLeaving(null);
    if (leaving === null) return;
    if ("path" in leaving) go(leaving.path);
    else goBackTo(leaving.backTo);
  };
}

/** The page of this console that a plain click leads to. */
function pathOf(event: MouseEvent): string | null {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || link.target === "_blank" || link.hasAttribute("download")) return null;
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const url = new URL(link.href);
  const isHere = url.pathname === window.location.pathname && url.search === window.location.search;
  return url.origin === window.location.origin && !isHere ? url.pathname + url.search : null;
}
