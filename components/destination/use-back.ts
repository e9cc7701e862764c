"use client";
// Holds the browser's Back and Forward where the browser allows it (Navigation API, after a touch of the page). Knows no reason.
import { useEffect, useRef } from "react";

/** What we use of it, for browsers and types that do not have it. */
type NavigateEvent = Event & { navigationType: string; destination: { key: string } };
type Navigation = EventTarget & { traverseTo: (key: string) => unknown };

function navigationOf(page: Window & { navigation?: Navigation }): Navigation | undefined {
  return page.navigation;
}

let isReleased = false;

/** `capture` is asked before the others: what lies on top of the page closes first. */
export function useBack(isOn: boolean, onBack: (to: string) => void, capture = false): void {
  const latest = useRef(onBack);
  useEffect(() => {
    latest.current = onBack;
  });
  useEffect(() => {
    const navigation = navigationOf(window as Window);
    if (!isOn || !navigation) return;
    const onNavigate = (event: Event) => {
      const { navigationType, destination } = event as NavigateEvent;
      if (navigationType !== "traverse" || !event.cancelable || event.defaultPrevented || isReleased) return;
      event.preventDefault();
      latest.current(destination.key);
    };
    navigation.addEventListener("navigate", onNavigate, { capture });
    return () => navigation.removeEventListener("navigate", onNavigate, { capture });
  }, [isOn, capture]);
}

/** The step that was held, after all. */
export function goBackTo(key: string): void {
  isReleased = true;
  navigationOf(window as Window)?.traverseTo(key);
  // The event comes in a later turn; whoever asks next asks on another page.
  setTimeout(() => {
    isReleased = false;
  }, 500);
}
