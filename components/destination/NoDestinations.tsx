// No destination yet: the span with its missing end, and something to test against.
import { Plus } from "lucide-react";
import type { ReactNode } from "react";
import { Card } from "#components/ui/Card";
import { Code } from "#components/ui/Code";
import { Logo } from "#components/ui/Logo";
import { Tile } from "#components/ui/Tag";

export function NoDestinations() {
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
        <Place
          text="add the first one"
          tile={
            <Tile className="border-dashed border-control! bg-surface!">
              <Plus aria-hidden="true" size={16} />
            </Tile>
          }
          title="No destination"
        />
      </Card>
      <Card
        text="Run the sink beside Outspan and test against it. It prints what arrives."
        title="No Collector at hand?"
      >
        <dl className="grid gap-4 p-4 rail:grid-cols-2 rail:p-5">
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
        </dl>
      </Card>
    </>
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
