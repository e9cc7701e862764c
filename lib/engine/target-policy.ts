// Where Outspan may connect to (OUTSPAN_TARGETS): judges one address and port, as it is about to be connected to.
// Pure: knows no sockets and resolves no names, so a name that changes its address gains nothing (R9.9).
import { BlockList, isIPv4, isIPv6 } from "node:net";
import type { Targets } from "#lib/destination/targets";
import type { BlockReason } from "#lib/otlp/observation";

type Listener = { address: string; port: number };

export type TargetRules = {
  /** `public`: public addresses only; `private`: also loopback and private ranges; `any`: also link-local and metadata. */
  targets: Targets;
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
    // Clouds' metadata: AWS (and whatever else it keeps in its range), Azure, Google, Oracle, Scaleway, Alibaba. What lies in
    // 169.254.0.0/16 beside the first, such as the credentials of containers, is link-local.
    reason: "metadata",
    cidrs: [
      "169.254.169.254/32",
      "168.63.129.16/32",
      "100.100.100.200/32",
      "192.0.0.192/32",
      "fd00:ec2::/32",
      "fd00:c1::a9fe:a9fe/128",
      "fd00:42::42/128",
      "fd20:ce::254/128",
    ],
  },
  { reason: "link_local", cidrs: ["169.254.0.0/16", "fe80::/10"] },
  { reason: "multicast", cidrs: ["224.0.0.0/4", "255.255.255.255/32", "ff00::/8"] },
  { reason: "unspecified", cidrs: ["0.0.0.0/8", "::/128"] },
  { reason: "loopback", cidrs: ["127.0.0.0/8", "::1/128"] },
  {
    // RFC 1918, 4193, 6598 and the special purposes of IANA's registries: documentation, benchmarks, relays, anycast sinks and
    // what is reserved. None of it is the public Internet.
    reason: "private",
    cidrs: [
      "10.0.0.0/8",
      "172.16.0.0/12",
      "192.168.0.0/16",
      "100.64.0.0/10",
      "192.0.0.0/24",
      "192.0.2.0/24",
      "192.31.196.0/24",
      "192.52.193.0/24",
      "192.88.99.0/24",
      "192.175.48.0/24",
      "198.18.0.0/15",
      "198.51.100.0/24",
      "203.0.113.0/24",
      "240.0.0.0/4",
      "fc00::/7",
      "fec0::/10",
      "2001::/23",
      "2001:db8::/32",
      "2002::/16",
      "2620:4f:8000::/48",
      "3fff::/20",
      "64:ff9b:1::/48",
    ],
  },
];

/** Of IPv6 nothing else is routed by everybody: global unicast, and NAT64, of which the address inside is judged. */
const routedIPv6 = listOf(["2000::/3", "64:ff9b::/96"]);

const lists = ranges.map(({ reason, cidrs }) => ({ reason, list: listOf(cidrs) }));

function listOf(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [network = "", prefix = "0"] = cidr.split("/");
    list.addSubnet(network, Number(prefix), isIPv4(network) ? "ipv4" : "ipv6");
  }
  return list;
}

/** Which reasons each rule lets through. */
const allowed: Record<TargetRules["targets"], readonly Reach[]> = {
  public: ["public"],
  private: ["public", "private", "loopback", "unspecified"],
  any: ["public", "private", "loopback", "unspecified", "link_local", "metadata", "multicast"],
};

export function targetPolicy(rules: TargetRules): TargetPolicy {
  const local = rules.localAddresses.flatMap(formsOf);
  return {
    allowsUnresolved: rules.targets === "any",
    judge: (address, port) => {
      const forms = formsOf(address);
      if (forms.length === 0) return "unresolved";
      const listeners = rules.listeners.filter((listener) => listener.port === port);
      if (forms.some((form) => listeners.some((listener) => reaches(form, listener, local)))) return "self";
      // What it reaches says more than how it is wrapped.
      for (const form of forms.toReversed()) {
        const reach = reachOf(form);
        if (!allowed[rules.targets].includes(reach)) return reach === "public" ? null : reach;
      }
      return null;
    },
  };
}

/** Whether connecting to `form` ends at this listener. Connecting to 0.0.0.0 or :: means loopback. */
function reaches(form: string, listener: Listener, local: readonly string[]): boolean {
  const reach = reachOf(form);
  const [bound] = formsOf(listener.address);
  // A name, "localhost" as a rule: whatever loopback address it stands for.
  if (bound === undefined) return reach === "loopback" || reach === "unspecified";
  if (reachOf(bound) === "unspecified") return reach === "loopback" || reach === "unspecified" || local.includes(form);
  return form === bound || (reach === "unspecified" && reachOf(bound) === "loopback");
}

/** Whether packets to it may leave for the Internet, so that who is asked deserves care; what is no address might. */
export function isPublicAddress(address: string): boolean {
  const forms = formsOf(address);
  return forms.length === 0 || forms.some((form) => reachOf(form) === "public");
}

function reachOf(form: string): Reach {
  const family = isIPv4(form) ? "ipv4" : "ipv6";
  const special = lists.find(({ list }) => list.check(form, family));
  return special?.reason ?? (family === "ipv4" || routedIPv6.check(form, family) ? "public" : "private");
}

type Embedding = { where: RegExp; bytes: readonly number[]; isInverted?: true };

/** Where IPv6 addresses carry an IPv4 one that the packets finally go to: how they look in hex, and where its bytes stand. */
const embeddings: readonly Embedding[] = [
  { where: /^0{20}ffff/, bytes: [12, 13, 14, 15] }, // ::ffff:a.b.c.d, IPv4-mapped
  { where: /^0{16}ffff0{4}/, bytes: [12, 13, 14, 15] }, // ::ffff:0:a.b.c.d, translated
  { where: /^0{24}/, bytes: [12, 13, 14, 15] }, // ::a.b.c.d, IPv4-compatible
  { where: /^0064ff9b0{16}/, bytes: [12, 13, 14, 15] }, // 64:ff9b::/96, NAT64
  // 64:ff9b:1::/48, local NAT64: its operator chooses one of four lengths of prefix (RFC 6052), byte 8 is left out.
  { where: /^0064ff9b0001/, bytes: [12, 13, 14, 15] },
  { where: /^0064ff9b0001/, bytes: [9, 10, 11, 12] },
  { where: /^0064ff9b0001/, bytes: [7, 9, 10, 11] },
  { where: /^0064ff9b0001/, bytes: [6, 7, 9, 10] },
  { where: /^2002/, bytes: [2, 3, 4, 5] }, // 6to4
  { where: /^20010000/, bytes: [12, 13, 14, 15], isInverted: true }, // Teredo: the host behind,
  { where: /^20010000/, bytes: [4, 5, 6, 7] }, // and the server that is asked for it
  { where: /^.{16}0[02]005efe/, bytes: [12, 13, 14, 15] }, // ISATAP, under any prefix
];

/** The address itself and every IPv4 address inside it, in one spelling each; [] when it is no address. */
function formsOf(address: string): string[] {
  const bare = address.replace(/^\[|\]$/g, "").replace(/%.*$/, "");
  if (isIPv4(bare)) return [bare];
  if (!isIPv6(bare)) return [];
  const hex = expand(bare);
  const own = (hex.match(/.{4}/g) ?? []).join(":");
  if (/^0{31}[01]$/.test(hex)) return [own];
  const inside = embeddings
    .filter(({ where }) => where.test(hex))
    .map(({ bytes, isInverted }) => bytes.map((at) => byteAt(hex, at) ^ (isInverted ? 0xff : 0)).join("."));
  return hex.startsWith("00000000000000000000ffff") ? inside : [own, ...inside];
}

function byteAt(hex: string, at: number): number {
  return Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16);
}

/** 32 hex digits. */
function expand(address: string): string {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const plain = dotted
    ? `${dotted[1]}${Buffer.from(dotted.slice(2).map(Number))
        .toString("hex")
        .replace(/^(.{4})/, "$1:")}`
    : address;
  const [before = "", after] = plain.split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":")).map((group) => group.padStart(4, "0"));
  const head = groups(before);
  const tail = groups(after ?? "");
  const gap = after === undefined ? 0 : 8 - head.length - tail.length;
  return [...head, ...Array<string>(gap).fill("0000"), ...tail].join("");
}
