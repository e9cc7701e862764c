// The shape of the Health page, for the moment before its figures arrive.
import { Skeleton } from "#components/ui/EmptyState";

export function HealthSkeleton() {
  return (
    <div aria-busy="true" className="grid gap-6">
      <span className="sr-only">Reading how it is doing</span>
      <Skeleton className="h-[236px]! w-full rounded-lg!" />
      <Skeleton className="h-40! w-full rounded-lg!" />
      <Skeleton className="h-72! w-full rounded-lg!" />
    </div>
  );
}
