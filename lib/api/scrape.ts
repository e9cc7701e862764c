// Who may read the metrics, and how they are answered: a key always suffices; without one only a program on this machine,
// and only while no proxy is trusted, behind which everybody could look like one.
import { BlockList, isIP } from "node:net";
import { definePublicRoute } from "#lib/api/define-route";
import { keyIdentity } from "#lib/auth/api-key";
import { can, refusal } from "#lib/auth/permissions";
import { fail, ok, type Result } from "#lib/result";
import { type Runtime, runtime } from "#lib/runtime";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

export const scrape = definePublicRoute(async (request) => {
  const started = await runtime();
  const allowed = await allow(request.headers, started);
  if (!allowed.ok) return allowed;
  const text = await started.engine.client.metrics();
  if (!text.ok) return text;
  const headers = { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" };
  return ok(new Response(text.data, { headers }));
});

/** A key that is sent counts, also a wrong one. */
async function allow(headers: Headers, started: Runtime): Promise<Result<null>> {
  if (headers.has("authorization")) {
    const identified = await keyIdentity(started, headers);
    if (!identified.ok) return identified;
    const { role } = identified.data;
    return can(role, "destination:read") ? ok(null) : fail("forbidden", refusal(role, "destination:read"));
  }
  const isNear = started.settings.trustedProxies.length === 0 && isLoopback(headers.get("x-outspan-client") ?? "");
  return isNear ? ok(null) : fail("unauthenticated", "Send an API key (Authorization: Bearer …)");
}

/** The address as the console's server saw it: it overwrites the header. */
function isLoopback(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && loopback.check(address, version === 6 ? "ipv6" : "ipv4");
}
