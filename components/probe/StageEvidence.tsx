// What was seen in one stage, as lines of label and value. Everything here came from a peer: shown as text, never as markup.

import { CopyButton } from "#components/ui/CopyButton";
import { cn } from "#components/ui/cn";
import type { Stage } from "#lib/otlp/report";
import { evidenceLines } from "./evidence";

export function StageEvidence({ stage, isWide }: { stage: Stage; isWide?: boolean }) {
  return (
    <dl
      className={cn(
        "mx-5 grid gap-y-1 rounded-md border border-line bg-sunken px-3 py-2 max-rail:mx-4",
        !isWide && "mb-2.5 ml-[46px] max-rail:ml-[42px]",
      )}
    >
      {evidenceLines(stage.evidence).map((line) => (
        <div className="grid grid-cols-[minmax(76px,0.36fr)_minmax(0,1fr)] items-start gap-x-2.5" key={line.key}>
          <dt className="text-12 break-words text-ink-3" style={{ paddingLeft: line.depth * 10 }}>
            {line.label}
          </dt>
          <dd className="flex min-w-0 items-start gap-1">
            <span className="mono-12 min-w-0 flex-1 break-words whitespace-pre-wrap text-ink-2 [overflow-wrap:anywhere]">
              {line.text}
            </span>
            {line.copy && <CopyButton label={`Copy ${line.label}`} text={line.text} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}
