"use client";
// What stands in the place of a page that could not be drawn: what happened, a reference for the log, and Try again.
import { RotateCw } from "lucide-react";
import { Button } from "#components/ui/Button";

export function BrokenPage({ reference, onRetry }: { reference?: string | undefined; onRetry: () => void }) {
  return (
    <section className="grid justify-items-start gap-1.5 py-8">
      <h1 className="text-22 font-title">This page could not be shown</h1>
      <p className="measure text-ink-2">
        Something failed inside Outspan. Nothing you saved is lost, and the other pages work.
        {reference && (
          <>
            {" "}
            The log holds the reason under the reference <code className="text-ink">{reference}</code>.
          </>
        )}
      </p>
      <Button className="mt-4" icon={<RotateCw aria-hidden="true" size={16} />} onClick={onRetry} variant="primary">
        Try again
      </Button>
    </section>
  );
}
