// The shape of the list while it is on its way.
import { Card, PageHead } from "#components/ui/Card";
import { Skeleton } from "#components/ui/EmptyState";

export function ListSkeleton() {
  return (
    <div aria-busy="true" className="grid gap-6">
      <PageHead text={<Skeleton className="mt-1.5 w-48" />} title="Destinations" />
      <Card>
        {["first", "second", "third"].map((row) => (
          <div className="list-row border-line-soft p-4 rail:px-5 [&+div]:border-t" key={row}>
            <div className="flex items-center gap-3">
              <Skeleton className="size-9" />
              <div className="grid flex-1 gap-2">
                <Skeleton className="w-32" />
                <Skeleton className="w-44" />
              </div>
            </div>
            <Skeleton className="w-28 max-rail:hidden" />
          </div>
        ))}
      </Card>
    </div>
  );
}
