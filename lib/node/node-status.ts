// Adds what the other nodes told last to what this one's engine says now. With one node it adds nothing.
import type { NodeReceiver, NodeSeen, NodeShare, StatusOfNodes } from "#lib/destination/node";
import { State, type Status } from "#lib/destination/status";
import { sumReceivers, sumStatus } from "#lib/destination/sum-status";
import type { OtherNode } from "#lib/node/nodes";
import type { Runtime } from "#lib/runtime";

type Told = NonNullable<OtherNode["status"]>;
type Place = Pick<Runtime, "nodes" | "now">;

export function withOtherNodes({ nodes }: Place, id: string, own: Status): Status {
  const others = nodes.others().filter(({ isAway }) => !isAway);
  return sumStatus(
    own,
    others.flatMap(({ status }) => statusIn(status, id) ?? []),
  );
}

/** The worst that a node tells counts, as in the sum of whole statuses. */
export function statesOfNodes({ nodes }: Place, own: readonly { id: string; state: State }[]): Map<string, State> {
  const worst = new Map(own.map(({ id, state }) => [id, state]));
  for (const { isAway, status } of nodes.others()) {
    for (const { id, state } of (!isAway && status?.items) || []) {
      const known = worst.get(id);
      if (known !== undefined && State.options.indexOf(state) < State.options.indexOf(known)) worst.set(id, state);
    }
  }
  return worst;
}

export function statusOfNodes(place: Place, id: string, own: Status): StatusOfNodes {
  const share = (seen: NodeSeen, status: Status | null): NodeShare => ({
    ...seen,
    state: status?.state ?? null,
    ledger: status?.ledger ?? null,
    queue: status && { bytes: status.queue.bytes, oldestAt: status.queue.oldestAt },
  });
  const others = place.nodes.others().map((node) => share(otherSeen(place, node), statusIn(node.status, id)));
  return { ...withOtherNodes(place, id, own), nodes: [share(selfSeen(place), own), ...others] };
}

export function receiverOfNodes(
  place: Place,
  own: Told["receiver"],
): { receiver: Told["receiver"]; nodes: NodeReceiver[] } {
  const share = (seen: NodeSeen, receiver: Told["receiver"] | null): NodeReceiver => {
    if (receiver === null) return { ...seen, receiver };
    const { http, grpc, accepted, unrouted, log } = receiver;
    return { ...seen, receiver: { http, grpc, accepted, unrouted, log } };
  };
  const all = place.nodes.others();
  const others = all.map((node) => share(otherSeen(place, node), node.status?.receiver ?? null));
  const there = all.flatMap(({ isAway, status }) => (isAway || status === null ? [] : [status.receiver]));
  return { receiver: sumReceivers(own, there), nodes: [share(selfSeen(place), own), ...others] };
}

function statusIn(told: Told | null, id: string): Status | null {
  const found = told?.items.find((item) => item.id === id);
  if (found === undefined) return null;
  const { id: _, ...status } = found;
  return status;
}

function selfSeen({ nodes, now }: Place): NodeSeen {
  const at = now().toISOString();
  return { ...nodes.self, seenAt: at, away: false, self: true, owner: nodes.isOwner(), statusAt: at };
}

function otherSeen({ nodes }: Place, { id, name, url, seenAt, isAway, statusAt }: OtherNode): NodeSeen {
  return { id, name, url, seenAt, away: isAway, self: false, owner: nodes.owner() === id, statusAt };
}
