"use client";
// "Paste settings" as a page of its own. What it fills the form with goes there through this tab's memory.
import { useRouter } from "next/navigation";
import { Button } from "#components/ui/Button";
import { Card } from "#components/ui/Card";
import { LinkButton } from "#components/ui/LinkButton";
import { FillHint } from "./FillHint";
import { handSettings } from "./handed-settings";
import { PasteFields } from "./PasteFields";
import { usePaste } from "./use-paste";

export function PastePage({ reason }: { reason: string | undefined }) {
  const router = useRouter();
  const paste = usePaste("");
  const fill = async () => {
    const settings = await paste.handed();
    if (settings === null || reason !== undefined) return;
    handSettings(settings);
    router.push("/destinations/new?pasted");
  };
  const why = reason ?? (paste.draft === null ? "Paste settings first" : undefined);
  return (
    <Card>
      <div className="p-4 rail:p-5">
        <PasteFields onFill={() => void fill()} paste={paste} reason={reason} />
      </div>
      {/* On a phone it stays at the bottom, in the tab bar's place. */}
      <div
        className="flex flex-wrap items-center justify-end gap-2 border-t border-line-soft px-4 py-4 max-rail:sticky max-rail:bottom-0 max-rail:z-20 max-rail:rounded-b-lg max-rail:bg-surface rail:px-5"
        data-action-bar=""
      >
        <FillHint />
        <div className="flex gap-2 max-rail:w-full max-rail:*:flex-1">
          <LinkButton href="/destinations">Cancel</LinkButton>
          <Button onClick={() => void fill()} reason={why} variant="primary">
            Fill the form
          </Button>
        </div>
      </div>
    </Card>
  );
}
