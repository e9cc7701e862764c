// The shape of the form and the probe beside it, for the moment before they arrive.
import { Skeleton } from "#components/ui/EmptyState";

export function FormSkeleton() {
  return (
    <div aria-busy="true" className="grid gap-6">
      <div>
        <span className="sr-only">Loading the destination</span>
        <Skeleton className="w-40" />
        <Skeleton className="mt-3 h-7! w-64" />
      </div>
      <div className="grid gap-8 wide:grid-cols-[minmax(0,1fr)_404px]">
        <div className="grid gap-5">
          {["name", "transport", "endpoint", "urls", "headers"].map((field) => (
            <div className="grid gap-2" key={field}>
              <Skeleton className="w-24" />
              <Skeleton className="h-control! w-full" />
            </div>
          ))}
        </div>
        <Skeleton className="h-96! w-full rounded-lg! max-wide:hidden" />
      </div>
    </div>
  );
}
