// The shape of the settings while they are on their way.
import { Skeleton } from "#components/ui/EmptyState";

export default function SettingsLoading() {
  return (
    <div aria-busy="true" className="grid gap-6">
      <Skeleton className="h-40! w-full rounded-lg!" />
      <Skeleton className="h-48! w-full rounded-lg!" />
    </div>
  );
}
