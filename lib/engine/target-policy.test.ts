import { describe, expect, test } from "vitest";
import { type TargetRules, targetPolicy } from "#lib/engine/target-policy";

function judge(targets: TargetRules["targets"], address: string, port = 4318, more: Partial<TargetRules> = {}) {
  return targetPolicy({ targets, listeners: [], localAddresses: [], ...more }).judge(address, port);
}

describe("ranges", () => {
  test.each([
    ["8.8.8.8", null, null, null],
    ["2606:4700::1111", null, null, null],
    ["10.1.2.3", "private", null, null],
    ["172.31.255.255", "private", null, null],
    ["172.32.0.1", null, null, null],
    ["192.168.0.1", "private", null, null],
    ["100.64.0.1", "private", null, null],
    ["fd12:3456::1", "private", null, null],
    ["127.0.0.1", "loopback", null, null],
    ["127.8.9.1", "loopback", null, null],
    ["::1", "loopback", null, null],
    ["0.0.0.0", "unspecified", null, null],
    ["::", "unspecified", null, null],
    ["169.254.1.1", "link_local", "link_local", null],
    ["fe80::1", "link_local", "link_local", null],
    ["fe80::1%eth0", "link_local", "link_local", null],
    ["169.254.169.254", "metadata", "metadata", null],
    ["168.63.129.16", "metadata", "metadata", null],
    ["fd00:ec2::254", "metadata", "metadata", null],
    ["fd00:ec2::23", "metadata", "metadata", null],
    ["fd00:c1::a9fe:a9fe", "metadata", "metadata", null],
    ["fd00:42::42", "metadata", "metadata", null],
    ["169.254.170.2", "link_local", "link_local", null],
    ["169.254.170.23", "link_local", "link_local", null],
    ["224.0.0.1", "multicast", "multicast", null],
    ["ff02::1", "multicast", "multicast", null],
  ])("R9.9 %s: public %s, private %s, any %s", (address, forPublic, forPrivate, forAny) => {
    expect(judge("public", address)).toBe(forPublic);
    expect(judge("private", address)).toBe(forPrivate);
    expect(judge("any", address)).toBe(forAny);
  });
});

describe("public is what everybody routes, less IANA's special purposes", () => {
  test.each([
    ...["192.88.99.1", "192.31.196.1", "192.52.193.1", "192.175.48.1", "198.18.0.1", "203.0.113.1", "240.0.0.1"],
    ...["2001:5::1", "2001:1::1", "2001:2::1", "2001:4:112::1", "2001:20::1", "2001:2f:ffff::1", "2001:1ff::1"],
    ...["2001:db8::1", "2002:808:808::1", "2620:4f:8000::1", "3fff::1", "3fff:fff::1", "5f00::1", "4000::1"],
    ...["100::1", "100:0:0:1::1", "1::1", "::ffff:0:8.8.8.8", "fec0::1", "2001:0:808:808:0:0:f7f7:f7f7"],
  ])("R9.9 %s is not", (address) => {
    expect(judge("public", address)).toBe("private");
    expect(judge("private", address)).toBeNull();
  });

  test.each(["2001:200::1", "2001:4860:4860::8888", "2003::1", "2620:4f:8001::1", "3ffe::1", "2a00::1", "192.88.98.1"])(
    "R9.9 %s is",
    (address) => expect(judge("public", address)).toBeNull(),
  );
});

describe("an IPv4 address hidden in an IPv6 one is judged as what it reaches", () => {
  test.each([
    ["::ffff:169.254.169.254", "metadata"],
    ["::ffff:a9fe:a9fe", "metadata"],
    ["0:0:0:0:0:ffff:a9fe:a9fe", "metadata"],
    ["::ffff:0:169.254.169.254", "metadata"],
    ["::169.254.169.254", "metadata"],
    ["64:ff9b::169.254.169.254", "metadata"],
    ["64:ff9b::a9fe:a9fe", "metadata"],
    ["2002:a9fe:a9fe::1", "metadata"],
    ["[::ffff:169.254.0.9]", "link_local"],
    // Teredo carries it with every bit turned.
    ["2001:0:808:808:0:0:5601:5601", "metadata"],
    ["2001::808:808:0:f227:5601:5601", "metadata"],
    ["2001:0:a9fe:a9fe:0:0:f7f7:f7f7", "metadata"],
    ["2001:0:808:808:0:0:f7f7:f7f7", null],
    ["2606:4700::5efe:169.254.169.254", "metadata"],
    ["2606:4700::200:5efe:a9fe:a9fe", "metadata"],
    ["2606:4700::5efe:8.8.8.8", null],
    // Local NAT64 with a prefix of 96, 64, 56 and 48 bits.
    ["64:ff9b:1::a9fe:a9fe", "metadata"],
    ["64:ff9b:1:0:a9:fea9:fe00:0", "metadata"],
    ["64:ff9b:1:a9:fe:a9fe::", "metadata"],
    ["64:ff9b:1:a83f:81:1000::", "metadata"],
    ["64:ff9b:1::8.8.8.8", null],
    ["64:ff9b::8.8.8.8", null],
    ["::ffff:8.8.8.8", null],
  ])("%s", (address, reason) => {
    expect(judge("private", address)).toBe(reason);
  });

  test("a mapped loopback address is loopback under public", () => {
    expect(judge("public", "::ffff:127.0.0.1")).toBe("loopback");
    expect(judge("public", "64:ff9b::10.0.0.1")).toBe("private");
    expect(judge("public", "2001:0:808:808:0:0:80ff:fffe")).toBe("loopback");
    expect(judge("public", "2001:0:808:808:0:0:f5ff:fffe")).toBe("private");
    expect(judge("public", "64:ff9b::8.8.8.8")).toBe(null);
  });
});

describe("Outspan's own listeners are never a target, under any rule", () => {
  const own = (address: string) => ({ listeners: [{ address, port: 3000 }], localAddresses: ["10.0.0.7", "fe80::7"] });

  test.each([
    ["127.0.0.1", "127.0.0.1"],
    ["127.0.0.1", "0.0.0.0"],
    ["127.0.0.1", "::ffff:127.0.0.1"],
    ["::1", "0:0:0:0:0:0:0:1"],
    ["::1", "::"],
    ["10.0.0.7", "10.0.0.7"],
    ["0.0.0.0", "127.0.0.1"],
    ["0.0.0.0", "127.0.0.53"],
    ["0.0.0.0", "10.0.0.7"],
    ["::", "10.0.0.7"],
    ["::", "::1"],
    ["::", "::ffff:10.0.0.7"],
    ["localhost", "127.0.0.1"],
    ["localhost", "::1"],
  ])("bound to %s, reached as %s", (bound, address) => {
    expect(judge("any", address, 3000, own(bound))).toBe("self");
    expect(judge("private", address, 3000, own(bound))).toBe("self");
    expect(judge("private", address, 3001, own(bound))).toBe(null);
  });

  test("another machine's same port, or another own address, is not ours", () => {
    expect(judge("private", "10.0.0.8", 3000, own("0.0.0.0"))).toBe(null);
    expect(judge("private", "10.0.0.7", 3000, own("127.0.0.1"))).toBe(null);
  });
});

test("what is no address at all never passes", () => {
  for (const address of ["", "example.com", "127.1", "0x7f.0.0.1", "2130706433", "::g"]) {
    expect(judge("any", address)).toBe("unresolved");
  }
});
