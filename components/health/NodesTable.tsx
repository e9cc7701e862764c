// Where what is told above lies: one row a node, where there are two or more. Says which node's charts and tries stand below.
import { cn } from "#components/ui/cn";
import { State } from "#components/ui/State";
import { Tag } from "#components/ui/Tag";
import { formatAge, formatCount } from "#lib/destination/amount";
import { totalOf } from "#lib/destination/ledger";
import type { NodeShare } from "#lib/destination/node";

type NodesTableProps = { nodes: readonly NodeShare[]; nowMs: number | null };

const cell = "px-3 text-right tabular-nums max-rail:px-0";

export function NodesTable({ nodes, nowMs }: NodesTableProps) {
  if (nodes.length < 2) return null;
  const here = nodes.find(({ self }) => self);
  return (
    <section aria-labelledby="nodes" className="min-w-0 rounded-lg border border-line bg-surface shadow-1">
      <div className="grid gap-1 px-4 pt-4 pb-3 rail:px-5">
        <h2 className="text-16 font-strong" id="nodes">
          Nodes
        </h2>
        <p className="measure text-13 text-ink-2">
          Each delivers what it received; above is the sum of those that are there. Charts, tries and given-up requests
          below are those of {here?.name ?? "this node"}.
        </p>
      </div>
      <table className="w-full text-13 max-rail:hidden">
        <thead className="text-12 text-ink-3">
          <tr className="border-y border-line-soft">
            <th className="py-2.5 pl-5 text-left font-mid">Node</th>
            <th className="px-3 text-left font-mid">State</th>
            <th className={cn(cell, "font-mid")}>Received</th>
            <th className={cn(cell, "font-mid")}>Delivered</th>
            <th className={cn(cell, "pr-5 font-mid")}>Queued</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((node) => (
            <tr className="border-line-soft [&+tr]:border-t" key={node.id}>
              <th className="py-2.5 pl-5 text-left font-strong" scope="row">
                <Name node={node} />
              </th>
              <td className="px-3">
                <Seen node={node} nowMs={nowMs} />
              </td>
              <td className={cn(cell, node.away && "text-ink-3")}>{received(node)}</td>
              <td className={cn(cell, node.away && "text-ink-3")}>{delivered(node)}</td>
              <td className={cn(cell, "pr-5", node.away && "text-ink-3")}>{queued(node)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <ul className="divide-y divide-line-soft border-t border-line-soft rail:hidden">
        {nodes.map((node) => (
          <li className="grid gap-1.5 px-4 py-3.5 text-13" key={node.id}>
            <span className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 font-strong">
              <Name node={node} />
              <span className="font-text">
                <Seen node={node} nowMs={nowMs} />
              </span>
            </span>
            <span className="text-12 text-ink-3 tabular-nums">
              {delivered(node)} of {received(node)} delivered, {queued(node)} queued
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Name({ node }: { node: NodeShare }) {
  return (
    <span className="flex flex-wrap items-center gap-2 break-all">
      {node.name}
      {node.self && <Tag>this one</Tag>}
      {node.owner && <Tag tone="line">audit export, notices</Tag>}
    </span>
  );
}

/** An away node's figures are its last. */
function Seen({ node, nowMs }: { node: NodeShare; nowMs: number | null }) {
  if (node.away) {
    const age = nowMs === null ? "" : ` for ${formatAge(Math.max(0, nowMs - Date.parse(node.seenAt)))}`;
    return <Tag tone="wait">Away{age}; its last figures</Tag>;
  }
  return node.state === null ? <span className="text-ink-3">Nothing came here</span> : <State name={node.state} />;
}

const received = (node: NodeShare) => formatCount(node.ledger === null ? 0 : totalOf(node.ledger).received);
const delivered = (node: NodeShare) => formatCount(node.ledger === null ? 0 : totalOf(node.ledger).delivered);
const queued = (node: NodeShare) => formatCount(node.ledger === null ? 0 : totalOf(node.ledger).queued);
