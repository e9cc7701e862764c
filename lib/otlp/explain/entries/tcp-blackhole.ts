// N07: packets to that port vanish: no connection and no refusal.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import type { Facts } from "#lib/otlp/explain/facts";

export const tcpBlackhole: Entry = {
  code: "tcp.blackhole",
  recognise: (facts) => findAll(facts, isSwallowed(facts) ? "certain" : null),
  tell: (facts) => ({
    title: `No answer from ${facts.seen.dns?.host ?? facts.host}, port ${facts.seen.tcp?.port ?? facts.port}: packets vanish on the way`,
    advice: "A firewall, security group or network policy drops them. Open the way from this host to that port.",
    fix: null,
  }),
};

function isSwallowed({ seen: { tcp } }: Facts): boolean {
  if (tcp === null || tcp.connected !== null || tcp.attempts.length === 0) return false;
  return tcp.attempts.every(({ fault }) => fault?.code === "ETIMEDOUT");
}
