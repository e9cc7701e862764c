// Every backend that a destination can be filled for, and how its URLs look.
import { json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { otherMethods } from "#lib/api/other-methods";
import { presetList } from "#lib/preset/listed";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "destination:read",
  async run() {
    return ok(json(presetList()));
  },
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
