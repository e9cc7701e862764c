"use client";
// Nothing was received for this destination yet: why, and what an application needs to send.
import Link from "next/link";
import { endpointBlock } from "#components/receiver/endpoint-block";
import { Card } from "#components/ui/Card";
import { Code } from "#components/ui/Code";
import type { SavedDestination } from "#lib/destination/schema";
import { useReceiver } from "./use-live";

export function NothingYet({ saved }: { saved: SavedDestination }) {
  const takesOtlp = saved.sources.includes("otlp");
  const receiver = useReceiver(takesOtlp);
  const block = receiver ? endpointBlock(receiver, location.hostname) : null;
  if (!takesOtlp) {
    return (
      <Card text="It appears here as soon as one of its sources sends." title="Nothing received yet">
        <p className="p-4 text-13 text-ink-2 rail:p-5">
          What applications send is not among its sources.{" "}
          <Link className="link" href={`/destinations/${saved.id}/settings`}>
            Change the sources
          </Link>
        </p>
      </Card>
    );
  }
  return (
    <Card
      text="Point your applications at the receiver. What they send is stored here first, then delivered; it shows within a second."
      title="Nothing received yet"
    >
      <div className="p-4 rail:p-5">
        {block !== null && <Code text={block} title="Environment of an application" />}
        {receiver && block === null && (
          <p className="text-13 text-ink-2">
            The receiver is closed.{" "}
            <Link className="link" href="/settings/receiver">
              See why
            </Link>
          </p>
        )}
      </div>
    </Card>
  );
}
