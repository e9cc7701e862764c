// The shape of the settings while they are on their way.
import { PageHead } from "#components/ui/Card";
import { Skeleton } from "#components/ui/EmptyState";

export default function SettingsLoading() {
  return (
    <div aria-busy="true">
      <PageHead title="Settings" />
      <div className="grid gap-6 wide:ml-[216px]">
        <Skeleton className="h-40 w-full rounded-lg" />
        <Skeleton className="h-48 w-full rounded-lg" />
        <Skeleton className="h-72 w-full rounded-lg" />
      </div>
    </div>
  );
}
