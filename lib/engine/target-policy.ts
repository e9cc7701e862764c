// Where Outspan may connect to (OUTSPAN_TARGETS): judges one address and port, as it is about to be connected to.
// Pure: knows no sockets and resolves no names, so a name that changes its address gains nothing (R9.9).
import { BlockList, isIPv4, isIPv6 } from "node:net";
import type { BlockReason } from "#lib/otlp/observation";

export type Listener = { address: string; port: number };

export type TargetRules = {
  /** `public`: public addresses only; `private`: also loopback and private ranges; `any`: also link-local and metadata. */
  targets: "public" | "private" | "any";
  /** Outspan's own listeners: never a target, under any rule. */
  listeners: readonly Listener[];
  /** Addresses of this machine's interfaces: what a listener on 0.0.0.0 or :: covers. */
  localAddresses: readonly string[];
};

export type TargetPolicy = {
  /** null = allowed. Anything that is not an IP address is refused. */
  judge: (address: string, port: number) => BlockReason | null;
  /** Whether a name that only a proxy can resolve may pass. */
  allowsUnresolved: boolean;
};

type Reach = BlockReason | "public";

const ranges: readonly { reason: BlockReason; cidrs: readonly string[] }[] = [
  {
    // Clouds' metadata: AWS, Azure, Google, Oracle, Alibaba. IPv4 169.254.169.254 lies in link-local.
    reason: "metadata",
    cidrs: ["169.254.169.254/32", "168.63.129.16/32", "100.100.100.200/32", "192.0.0.192/32", "fd00:ec2::254/128", "fd20:ce::254/128"],
  },
  { reason: "link_local", cidrs: ["169.254.0.0/16", "fe80::/10"] },
  { reason: "multicast", cidrs: ["224.0.0.0/4", "255.255.255.255/32", "ff00::/8"] },
  { reason: "unspecified", cidrs: ["0.0.0.0/8", "::/128"] },
  { reason: "loopback", cidrs: ["127.0.0.0/8", "::1/128"] },
  {
    // RFC 1918, 4193, 6598 and what is reserved or for documentation: none of it is the public Internet.
    reason: "private",
    cidrs: [
      "10.0.0.0/8",
      "172.16.0.0/12",
      "192.168.0.0/16",
      "100.64.0.0/10",
      "192.0.0.0/24",
      "192.0.2.0/24",
      "198.18.0.0/15",
      "198.51.100.0/24",
      "203.0.113.0/24",
      "240.0.0.0/4",
      "fc00::/7",
      "fec0::/10",
      "2001:db8::/32",
      "64:ff9b:1::/48",
      "100::/64",
    ],
  },
];

const lists = ranges.map(({ reason, cidrs }) => {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [network = "", prefix = "0"] = cidr.split("/");
    list.addSubnet(network, Number(prefix), isIPv4(network) ? "ipv4" : "ipv6");
  }
  return { reason, list };
});

/** Which reasons each rule lets through. */
const allowed: Record<TargetRules["targets"], readonly Reach[]> = {
  public: ["public"],
  private: ["public", "private", "loopback", "unspecified"],
  any: ["public", "private", "loopback", "unspecified", "link_local", "metadata", "multicast"],
};

export function targetPolicy(rules: TargetRules): TargetPolicy {
  const own = new Map<number, readonly string[]>();
  for (const { address, port } of rules.listeners) {
    own.set(port, [...(own.get(port) ?? []), ...coveredBy(address, rules.localAddresses)]);
  }
  return {
    allowsUnresolved: rules.targets === "any",
    judge: (address, port) => {
      const forms = formsOf(address);
      if (forms.length === 0) return "unspecified";
      const covered = own.get(port);
      if (covered && forms.some((form) => isCovered(form, covered))) return "self";
      for (const form of forms) {
        const reach = reachOf(form);
        if (reach !== "public" && !allowed[rules.targets].includes(reach)) return reach;
      }
      return null;
    },
  };
}
