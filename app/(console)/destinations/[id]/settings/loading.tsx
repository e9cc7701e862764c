// The shape of the form while it is on its way.
import { FormSkeleton } from "#components/destination/FormSkeleton";

export default function DestinationLoading() {
  return <FormSkeleton />;
}
