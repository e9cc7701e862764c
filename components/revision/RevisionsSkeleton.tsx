// The shape of the list and of one revision, for the moment before they arrive.
import { Skeleton } from "#components/ui/EmptyState";

export function RevisionsSkeleton() {
  return (
    <div aria-busy="true" className="grid gap-6">
      <span className="sr-only">Reading the revisions</span>
      <Skeleton className="h-24! w-full rounded-lg!" />
      <div className="grid gap-6 rail:grid-cols-[248px_minmax(0,1fr)]">
        <Skeleton className="h-64! w-full rounded-lg!" />
        <Skeleton className="h-80! w-full rounded-lg!" />
      </div>
    </div>
  );
}
