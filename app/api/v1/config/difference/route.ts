// What applying a configuration would change, before anybody does it.
import { json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { otherMethods } from "#lib/api/other-methods";
import { compareConfig, limitLooks } from "#lib/provision/sent";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const POST = defineRoute({
  permission: "settings:write",
  body: "json",
  async run({ runtime, identity, body }) {
    const limited = limitLooks(runtime, identity);
    if (limited !== null) return limited;
    const compared = await compareConfig(runtime, body);
    return compared.ok ? ok(json({ items: compared.data, next: null })) : compared;
  },
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
