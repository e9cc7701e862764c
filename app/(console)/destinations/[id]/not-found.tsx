// A destination that is not there: never was, or deleted meanwhile.

import { EmptyState } from "#components/ui/EmptyState";
import { LinkButton } from "#components/ui/LinkButton";

export default function DestinationNotFound() {
  return (
    <>
      <h1 className="text-22 font-title">No such destination</h1>
      <EmptyState
        action={
          <LinkButton href="/destinations" variant="primary">
            Go to destinations
          </LinkButton>
        }
        title="Nothing is saved under this address"
      >
        It was deleted, or the address is mistyped. What was deleted in the last 10 min can be brought back from the
        list.
      </EmptyState>
    </>
  );
}
