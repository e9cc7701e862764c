"use client";
// Beside the test of a saved destination: the offer to find out what its endpoint accepts. The dialog loads when it is asked for.
import { ListChecks } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Button } from "#components/ui/Button";
import type { Fix } from "#lib/destination/problem";
import type { SavedDestination } from "#lib/destination/schema";

const CapabilityDialog = lazy(() =>
  import("./CapabilityDialog").then((module) => ({ default: module.CapabilityDialog })),
);

type CapabilityOfferProps = { saved: SavedDestination; isReadOnly: boolean; onFix: (fix: Fix) => void };

export function CapabilityOffer({ saved, isReadOnly, onFix }: CapabilityOfferProps) {
  // Kept after it closed: what was found is there when it opens again.
  const [isOpen, setOpen] = useState<boolean | null>(null);
  return (
    <div className="mt-3 flex justify-center">
      <Button
        icon={<ListChecks aria-hidden="true" size={14} />}
        onClick={() => setOpen(true)}
        reason={isReadOnly ? "Needs the role Editor" : undefined}
        size="sm"
        variant="ghost"
      >
        What does this endpoint accept?
      </Button>
      {isOpen !== null && (
        <Suspense>
          <CapabilityDialog isOpen={isOpen} onClose={() => setOpen(false)} onFix={onFix} saved={saved} />
        </Suspense>
      )}
    </div>
  );
}
