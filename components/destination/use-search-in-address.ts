// The search of the list stands in the address, so that a link and the way back lead to the same rows. No server is asked for it.
import { useSearchParams } from "next/navigation";
import { useEffect, useRef, useState } from "react";

/** Browsers take only so many changes of the address. */
const settleMs = 350;

export function useSearchInAddress(): [string, (query: string) => void] {
  const inAddress = useSearchParams().get("q") ?? "";
  const [query, setQuery] = useState(inAddress);
  const written = useRef(inAddress);
  useEffect(() => {
    if (inAddress === written.current) return;
    // Somebody went to another one.
    written.current = inAddress;
    setQuery(inAddress);
  }, [inAddress]);
  useEffect(() => {
    if (query === written.current) return;
    const timer = setTimeout(() => {
      written.current = query;
      const search = query === "" ? "" : `?${new URLSearchParams({ q: query })}`;
      window.history.replaceState(null, "", `${window.location.pathname}${search}`);
    }, settleMs);
    return () => clearTimeout(timer);
  }, [query]);
  return [query, setQuery];
}
