// The shape of the revisions while they are on their way.
import { RevisionsSkeleton } from "#components/revision/RevisionsSkeleton";

export default function RevisionsLoading() {
  return <RevisionsSkeleton />;
}
