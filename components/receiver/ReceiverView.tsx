"use client";
// The receiver, live: endpoints, what came in and what went nowhere, who floods and who fell silent, how full its log is.
import Link from "next/link";
import { AsOf } from "#components/health/AsOf";
import { LiveData } from "#components/health/LiveData";
import { Fact } from "#components/settings/SettingsCards";
import { Card } from "#components/ui/Card";
import { CopyButton } from "#components/ui/CopyButton";
import { EmptyState, Skeleton } from "#components/ui/EmptyState";
import { Note } from "#components/ui/Note";
import { Tag } from "#components/ui/Tag";
import { formatBytes, formatCount } from "#lib/destination/amount";
import type { ReceiverStatus } from "#lib/destination/delivery";
import { signalFacts, signals } from "#lib/otlp/signal";
import { receiverUrl } from "./endpoint-block";
import { countOf } from "./fleet";
import { ServiceTable } from "./ServiceTable";
import { useReceiverStatus } from "./use-receiver";

export function ReceiverView({ given }: { given: ReceiverStatus | null }) {
  return (
    <LiveData>
      <Receiver given={given} />
    </LiveData>
  );
}

function Receiver({ given }: { given: ReceiverStatus | null }) {
  const { receiver, staleSince } = useReceiverStatus(given);
  return (
    <>
      {staleSince !== null && receiver !== null && <AsOf className="rounded-md border" ms={Date.parse(staleSince)} />}
      {receiver === null ? (
        staleSince === null ? (
          <Skeleton className="h-64! w-full rounded-lg!" />
        ) : (
          <EmptyState title="No figures while the engine is away">
            What was received is stored on disk. The figures appear here by themselves.
          </EmptyState>
        )
      ) : (
        <>
          {receiver.problems.map((problem) => (
            <Note key={problem} title={problem} tone="wait" />
          ))}
          <Endpoints receiver={receiver} />
          <Accepted receiver={receiver} />
          <ServiceTable services={receiver.services} />
        </>
      )}
    </>
  );
}

function Endpoints({ receiver }: { receiver: ReceiverStatus }) {
  const isOpen = (receiver.http ?? receiver.grpc) !== null;
  return (
    <Card
      aside={<Tag tone={isOpen ? "span" : "neutral"}>{isOpen ? "Open" : "Closed"}</Tag>}
      foot="Set in the environment of the process. Restart Outspan to change them; queues stay on disk."
      text="Where your applications send OTLP."
      title="Receiver"
    >
      <dl>
        <Address address={receiver.http} label="OTLP over HTTP" receiver={receiver} variable="OUTSPAN_OTLP_HTTP" />
        <Address address={receiver.grpc} label="OTLP over gRPC" receiver={receiver} variable="OUTSPAN_OTLP_GRPC" />
        <Fact label="TLS" variable="OUTSPAN_OTLP_TLS_CERT">
          {receiver.tls
            ? "On. Senders need a certificate authority that they trust."
            : "Off. What is sent can be read on the way."}
        </Fact>
        <Fact label="Ingest token" variable="OUTSPAN_INGEST_TOKEN">
          {receiver.token
            ? "Asked for, as Authorization: Bearer."
            : receiver.keys > 0
              ? "Not set. Ingest keys open the receiver."
              : receiver.asksForKey
                ? "Not set. There was an ingest key, so the receiver refuses everybody until there is one again."
                : "Not set, and no ingest key, so the receiver listens on this machine only."}
        </Fact>
        <Fact label="Ingest keys">
          {receiver.keys === 0 ? "None." : `${receiver.keys}. Whoever shows none is refused.`}{" "}
          <Link className="link" href="/settings/keys">
            {receiver.keys === 0 ? "Make one for each team" : "See who uses them"}
          </Link>
        </Fact>
        <Fact label="Containers">
          {receiver.containers === null ? "Not read: no destination lists them." : `${receiver.containers}.`}
        </Fact>
      </dl>
    </Card>
  );
}

type AddressProps = { address: string | null; label: string; receiver: ReceiverStatus; variable: string };

function Address({ address, label, receiver, variable }: AddressProps) {
  const url = address === null ? null : receiverUrl(receiver, address, "localhost");
  return (
    <Fact label={label} variable={variable}>
      {url === null ? (
        "Closed"
      ) : (
        <span className="flex items-center gap-1.5">
          <code>{url}</code>
          <CopyButton label={`Copy ${label}`} text={url} />
        </span>
      )}
    </Fact>
  );
}

function Accepted({ receiver }: { receiver: ReceiverStatus }) {
  const { accepted, unrouted, log } = receiver;
  const share = Math.min(1, log.bytes / Math.max(1, log.bytesMax));
  return (
    <Card
      foot={
        countOf(unrouted) > 0
          ? "Unrouted: no destination that was on had the signal on and the receiver among its sources. It was accepted, and given to nobody; a destination that is added later gets what comes from then on."
          : undefined
      }
      text="Since the engine started."
      title="Accepted"
    >
      <table className="w-full text-13 tabular-nums">
        <thead className="text-12 text-ink-3">
          <tr className="border-b border-line-soft">
            <th className="px-4 py-2.5 text-left font-mid rail:px-5">Signal</th>
            <th className="px-3 text-right font-mid">Accepted</th>
            <th className="px-4 text-right font-mid rail:px-5">Unrouted</th>
          </tr>
        </thead>
        <tbody>
          {signals.map((signal) => (
            <tr className="border-b border-line-soft" key={signal}>
              <th className="px-4 py-2.5 text-left font-strong rail:px-5" scope="row">
                {signalFacts[signal].label}
              </th>
              <td className="px-3 text-right">{formatCount(accepted[signal])}</td>
              <td className={`px-4 text-right rail:px-5 ${unrouted[signal] > 0 ? "text-ink-2" : "text-ink-3"}`}>
                {formatCount(unrouted[signal])}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="grid gap-2 px-4 py-3.5 text-13 rail:px-5">
        <p className="flex justify-between gap-3">
          <span className="text-ink-2">Telemetry log on disk</span>
          <span className="font-strong tabular-nums">
            {formatBytes(log.bytes)} of {formatBytes(log.bytesMax)}
          </span>
        </p>
        <div
          aria-label={`Telemetry log, ${Math.round(share * 100)} % full`}
          className="h-1.5 overflow-hidden rounded-full bg-selected"
          role="img"
        >
          <span
            className={`block h-full rounded-full ${share > 0.9 ? "bg-stop" : "bg-control"}`}
            style={{ width: `${share * 100}%`, minWidth: log.bytes > 0 ? 4 : 0 }}
          />
        </div>
      </div>
    </Card>
  );
}
