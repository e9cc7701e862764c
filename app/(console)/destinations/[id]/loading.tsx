// The shape of the Health page while it is on its way.
import { HealthSkeleton } from "#components/health/HealthSkeleton";

export default function DestinationLoading() {
  return <HealthSkeleton />;
}
