"use client";
// The way to "Paste settings" over a page: a button, and settings pasted where no field has the focus.
import { ClipboardPaste } from "lucide-react";
import { useRouter } from "next/navigation";
import { lazy, Suspense, useEffect, useState } from "react";
import { Button } from "#components/ui/Button";
import { handSettings } from "./handed-settings";
import { looksLikeSettings } from "./looks-like-settings";

const PasteDialog = lazy(() => import("./PasteDialog").then((module) => ({ default: module.PasteDialog })));

export function PasteButton({ reason }: { reason: string | undefined }) {
  const router = useRouter();
  const [first, setFirst] = useState<string | null>(null);
  const isClosed = first === null;
  useEffect(() => {
    if (!isClosed || reason !== undefined) return;
    const onPaste = (event: ClipboardEvent) => {
      const { target } = event;
      const isField =
        target instanceof Element && target.closest("input, textarea, select, [contenteditable], [role=dialog]");
      const text = event.clipboardData?.getData("text") ?? "";
      if (!isField && looksLikeSettings(text)) setFirst(text);
    };
    document.addEventListener("paste", onPaste);
    return () => document.removeEventListener("paste", onPaste);
  }, [isClosed, reason]);
  return (
    <>
      <Button icon={<ClipboardPaste aria-hidden="true" size={16} />} onClick={() => setFirst("")} reason={reason}>
        Paste settings
      </Button>
      {first !== null && (
        <Suspense>
          <PasteDialog
            first={first}
            onClose={() => setFirst(null)}
            onFill={(settings) => {
              handSettings(settings);
              router.push("/destinations/new?pasted");
            }}
          />
        </Suspense>
      )}
    </>
  );
}
