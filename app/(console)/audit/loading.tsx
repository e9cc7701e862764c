// The shape of the audit while it is on its way.
import { Card, PageHead } from "#components/ui/Card";
import { Skeleton } from "#components/ui/EmptyState";

export default function AuditLoading() {
  return (
    <div aria-busy="true" className="grid gap-6">
      <PageHead text="Who did what, when. Secret values are never recorded." title="Audit" />
      <Skeleton className="h-9! w-full max-w-[52rem] rounded-sm!" />
      <Card>
        {["first", "second", "third", "fourth", "fifth"].map((row) => (
          <div className="flex items-center gap-6 border-line-soft px-4 py-3.5 rail:px-5 [&+div]:border-t" key={row}>
            <Skeleton className="w-10" />
            <Skeleton className="w-36 max-rail:hidden" />
            <Skeleton className="w-48" />
          </div>
        ))}
      </Card>
    </div>
  );
}
