"use client";
// Who floods, who fell silent: items by service.name, the busiest or the longest silent first.
import { useState } from "react";
import { Card } from "#components/ui/Card";
import { Segmented } from "#components/ui/Choice";
import { EmptyState } from "#components/ui/EmptyState";
import { Age } from "#components/ui/Left";
import { formatCount } from "#lib/destination/amount";
import type { ReceiverStatus } from "#lib/destination/delivery";
import { signalFacts } from "#lib/otlp/signal";

type Service = ReceiverStatus["services"][number];
type Order = "busiest" | "silent";

const orders = [
  { value: "busiest", label: "Busiest" },
  { value: "silent", label: "Silent" },
] as const;

export function ServiceTable({ services }: { services: readonly Service[] }) {
  const [order, setOrder] = useState<Order>("busiest");
  const sorted = [...services].sort((one, other) =>
    order === "busiest" ? other.items - one.items : one.lastReceivedAt.localeCompare(other.lastReceivedAt),
  );
  const most = Math.max(1, ...services.map(({ items }) => items));
  return (
    <Card
      aside={<Segmented hideLabel isSmall label="Order" onValueChange={setOrder} options={orders} value={order} />}
      text="By service.name, since the engine started."
      title="Services"
    >
      {sorted.length === 0 ? (
        <div className="p-4 rail:p-5">
          <EmptyState title="Nothing received yet">Each service that sends appears here.</EmptyState>
        </div>
      ) : (
        <table className="w-full table-fixed text-13 tabular-nums">
          <thead className="text-12 text-ink-3">
            <tr className="border-b border-line-soft">
              <th className="py-2.5 pl-4 text-left font-mid rail:pl-5">Service</th>
              <th className="w-20 px-2 text-left font-mid max-rail:hidden">Signal</th>
              <th className="w-24 px-2 text-right font-mid rail:w-40">Items</th>
              <th className="w-28 pr-4 pl-2 text-right font-mid rail:w-36 rail:pr-5">Last heard of</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map(({ service, signal, items, lastReceivedAt }) => (
              <tr className="border-line-soft [&+tr]:border-t" key={service + signal}>
                <th className="truncate py-2 pl-4 text-left font-strong rail:pl-5" scope="row" title={service}>
                  {service === "" ? <span className="font-text text-ink-3">without a name</span> : service}
                  <span className="block text-12 font-text text-ink-3 rail:hidden">{signalFacts[signal].label}</span>
                </th>
                <td className="px-2 text-ink-2 max-rail:hidden">{signalFacts[signal].label}</td>
                <td className="px-2 text-right">
                  <span className="flex items-center justify-end gap-2">
                    <span aria-hidden="true" className="h-1 flex-1 max-rail:hidden">
                      <span
                        className="ml-auto block h-full rounded-full bg-control"
                        style={{ width: `${(items / most) * 100}%`, minWidth: 2 }}
                      />
                    </span>
                    {formatCount(items)}
                  </span>
                </td>
                <td className="pr-4 pl-2 text-right whitespace-nowrap text-ink-2 rail:pr-5">
                  <Age since={lastReceivedAt} /> ago
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}
