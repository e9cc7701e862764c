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
let coversOfPage = 0;

/** What covers the page closes first: until then Back is not the page's to hold. */
export function useBack(isOn: boolean, onBack: (to: string) => void, coversPage = false): void {
  const latest = useRef(onBack);
  useEffect(() => {
    latest.current = onBack;
  });
  useEffect(() => {
    const navigation = navigationOf(window as Window);
    if (!isOn || !navigation) return;
    const onNavigate = (event: Event) => {
      const { navigationType, destination } = event as NavigateEvent;
      if (navigationType !== "traverse" || !event.cancelable || isReleased || (coversOfPage > 0 && !coversPage)) return;
      event.preventDefault();
      latest.current(destination.key);
    };
    navigation.addEventListener("navigate", onNavigate);
    if (coversPage) coversOfPage++;
    return () => {
      navigation.removeEventListener("navigate", onNavigate);
      if (coversPage) coversOfPage--;
    };
  }, [isOn, coversPage]);
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
