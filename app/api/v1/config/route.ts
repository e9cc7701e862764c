// All that is set here as one text, and a text like it applied.
import { json, yaml } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { otherMethods } from "#lib/api/other-methods";
import { applySent, exportConfig, limitLooks } from "#lib/provision/sent";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "settings:read",
  run: async ({ runtime }) => ok(yaml(await exportConfig(runtime, runtime.settings.origin))),
});

export const PUT = defineRoute({
  permission: "settings:write",
  body: "json",
  async run({ runtime, identity, body }) {
    const limited = limitLooks(runtime, identity);
    if (limited !== null) return limited;
    const applied = await applySent(runtime, identity, body);
    return applied.ok ? ok(json({ items: applied.data, next: null })) : applied;
  },
});

export const { POST, PATCH, DELETE, OPTIONS } = otherMethods("GET", "PUT");
