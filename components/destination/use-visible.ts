"use client";
// Which rows of a long list are near the window: only those are worth drawing again.
import { type RefObject, useEffect, useState } from "react";

/** Ids of the list's items (`data-row`) that are seen or nearly; null until it is known, and where it cannot be. */
export function useVisible(list: RefObject<HTMLElement | null>, hasList: boolean): ReadonlySet<string> | null {
  const [visible, setVisible] = useState<ReadonlySet<string> | null>(null);
  useEffect(() => {
    const { current } = list;
    if (current === null || !hasList) return;
    const near = new Set<string>();
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          const id = target instanceof HTMLElement ? (target.dataset.row ?? "") : "";
          if (isIntersecting) near.add(id);
          else near.delete(id);
        }
        setVisible(new Set(near));
      },
      { rootMargin: "300px" },
    );
    const observeAll = () => {
      for (const item of current.children) observer.observe(item);
    };
    // A search takes rows away and brings them back as new ones.
    const changes = new MutationObserver(observeAll);
    changes.observe(current, { childList: true });
    observeAll();
    return () => {
      changes.disconnect();
      observer.disconnect();
    };
  }, [list, hasList]);
  return visible;
}
