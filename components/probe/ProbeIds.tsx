// The ids under which what was sent can be found at the vendor: the only proof that it was stored.
import { CopyButton } from "#components/ui/CopyButton";
import type { Report } from "#lib/otlp/report";
import { reportIds } from "./report-words";

export function ProbeIds({ report }: { report: Report }) {
  const ids = reportIds(report);
  if (ids.length === 0) return null;
  return (
    <div className="mx-5 mb-4 overflow-hidden rounded-md border border-line bg-sunken max-rail:mx-4">
      <h3 className="border-b border-line px-3.5 py-2 text-12 font-text text-ink-3">Search for these at the vendor</h3>
      <dl className="py-1">
        {ids.map((id) => (
          <div
            className="grid min-h-[30px] grid-cols-[92px_minmax(0,1fr)] items-center gap-2 pr-1.5 pl-3.5"
            key={id.name + id.value}
          >
            <dt className="text-12 break-words text-ink-3">{id.name}</dt>
            <dd className="flex items-center gap-2">
              <span className="mono-12 min-w-0 flex-1 py-1 text-ink [overflow-wrap:anywhere]">{id.value}</span>
              <CopyButton label={`Copy ${id.name}`} text={id.value} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
