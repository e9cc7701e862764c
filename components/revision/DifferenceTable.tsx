// What differs, field by field: the old line and the new one. Secrets say no more than that they changed.
import { cn } from "#components/ui/cn";
import type { RevisionDifference } from "#lib/destination/revision";

type Item = RevisionDifference["items"][number];

export function DifferenceTable({ items, label }: { items: readonly Item[]; label: string }) {
  return (
    <section aria-label={label} className="min-w-0">
      <dl className="overflow-hidden rounded-md border border-line text-13 [&>div+div]:border-t [&>div+div]:border-line">
        {items.map((item) => (
          <div className="grid rail:grid-cols-[160px_minmax(0,1fr)]" key={item.path}>
            <dt className="px-3.5 py-2 font-label break-words">{item.label}</dt>
            <dd className="min-w-0">
              {item.from !== null && <Line isOld text={item.from} />}
              <Line text={item.to ?? "not set"} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Line({ text, isOld = false }: { text: string; isOld?: boolean }) {
  return (
    <div
      className={cn(
        "mono-12 flex min-h-8 items-baseline gap-3 px-3.5 py-1.5",
        isOld ? "bg-stop-soft text-stop-ink" : "bg-span-soft text-span-ink",
      )}
    >
      <span aria-hidden="true">{isOld ? "−" : "+"}</span>
      <span className="sr-only">{isOld ? "before:" : "after:"}</span>
      <span className="min-w-0 [overflow-wrap:anywhere]">{text}</span>
    </div>
  );
}

export function unchangedWords(count: number): string {
  return count === 1 ? "1 other setting stays the same." : `${count} other settings stay the same.`;
}
