"use client";
// What stands in the place of a page that could not be drawn: what happened, a reference for the log, and Try again.
// Imports nothing: three error pages bring it along, each on every page, and a button of components/ui costs 3 kB gz each time.

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
      <button
        className="mt-4 h-control rounded-sm bg-act px-[13px] text-14 font-mid text-on-act transition-colors hover:bg-act-hover"
        onClick={onRetry}
        type="button"
      >
        Try again
      </button>
    </section>
  );
}
