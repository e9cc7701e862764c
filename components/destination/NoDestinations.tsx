// No destination yet: the span with its missing end, where telemetry can be sent already, and something to test against.
import { Plus } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { PresetPicker } from "#components/preset/PresetPicker";
import { receiverUrl } from "#components/receiver/endpoint-block";
import { Card } from "#components/ui/Card";
import { Code } from "#components/ui/Code";
import { Logo } from "#components/ui/Logo";
import { Tile } from "#components/ui/Tag";
import type { ReceiverStatus } from "#lib/destination/delivery";
import type { PresetLine } from "#lib/preset/listed";

type NoDestinationsProps = {
  /** Null where the engine does not say. */
  receiver: ReceiverStatus | null;
  canWrite: boolean;
  /** Of every preset. */
  lines: readonly PresetLine[];
};

export function NoDestinations({ receiver, canWrite, lines }: NoDestinationsProps) {
  const first = (
    <Place
      text={canWrite ? "choose one below" : "none was added yet"}
      tile={
        <Tile className="border-dashed border-control! bg-surface!">
          <Plus aria-hidden="true" size={16} />
        </Tile>
      }
      title="No destination"
    />
  );
  return (
    <>
      <Card className="grid items-center gap-x-5 gap-y-2 px-5 py-5 rail:grid-cols-[auto_minmax(0,1fr)_auto] rail:px-6">
        <Place
          text="ready to test"
          tile={
            <Tile>
              <Logo size={20} />
            </Tile>
          }
          title="Outspan"
        />
        <span
          aria-hidden="true"
          className="flex items-center gap-1.5 max-rail:ml-3.5 max-rail:h-9 max-rail:w-2 max-rail:flex-col"
        >
          <span className="size-2 flex-none rounded-full border-[1.75px] border-span" />
          <span className="flex-1 border-control max-rail:border-l-2 max-rail:border-dashed rail:border-t-2 rail:border-dashed" />
          <span className="size-2 flex-none rounded-full border-[1.75px] border-ink-3" />
        </span>
        {canWrite ? (
          <Link className="rounded-md hover:bg-hover" href="/destinations/new">
            {first}
          </Link>
        ) : (
          first
        )}
      </Card>
      {canWrite && <PresetPicker lines={lines} />}
      <p className="px-1 text-13 text-ink-3">
        With no destination nothing leaves this machine. Outspan asks for no updates and reports to nobody.
      </p>
      {receiver !== null && <Receiver receiver={receiver} />}
      {canWrite && <TryIt />}
    </>
  );
}

function TryIt() {
  return (
    <Card
      text="Run the sink beside Outspan and send to it: it prints what arrives. The demo is three small services that send to Outspan."
      title="Nothing at hand to try it with?"
    >
      <dl className="grid gap-4 p-4 rail:grid-cols-3 rail:p-5">
        <div className="min-w-0">
          <dt className="sr-only">Start it</dt>
          <dd>
            <Code text="npm run sink" title="Terminal" />
          </dd>
        </div>
        <div className="min-w-0">
          <dt className="sr-only">Enter it as the endpoint, over HTTP</dt>
          <dd>
            <Code text="http://127.0.0.1:5318" title="Endpoint, over HTTP" />
          </dd>
        </div>
        <div className="min-w-0">
          <dt className="sr-only">Have something sent</dt>
          <dd>
            <Code text="npm run demo" title="Another terminal" />
          </dd>
        </div>
      </dl>
    </Card>
  );
}

/** What comes before there is a destination is accepted, and kept for nobody. */
function Receiver({ receiver }: { receiver: ReceiverStatus }) {
  const { http, grpc } = receiver;
  const addresses = [
    { title: "OTLP over HTTP", address: http },
    { title: "OTLP over gRPC", address: grpc },
  ].flatMap(({ title, address }) =>
    address === null ? [] : [{ title, url: receiverUrl(receiver, address, "localhost") }],
  );
  return (
    <Card
      text={
        addresses.length === 0
          ? "Closed: see Settings, Receiver."
          : "Your applications send here. What comes before the first destination is there goes nowhere."
      }
      title="Receiver"
    >
      {addresses.length > 0 && (
        <div className="grid gap-4 p-4 rail:grid-cols-2 rail:p-5">
          {addresses.map(({ title, url }) => (
            <Code key={title} text={url} title={title} />
          ))}
        </div>
      )}
    </Card>
  );
}

function Place({ tile, title, text }: { tile: ReactNode; title: string; text: string }) {
  return (
    <div className="flex items-center gap-3">
      {tile}
      <div>
        <p className="font-strong">{title}</p>
        <p className="text-13 text-ink-3">{text}</p>
      </div>
    </div>
  );
}
