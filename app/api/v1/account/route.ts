// One's own account.
import { defineAccountRoute } from "#lib/api/account-route";
import { json } from "#lib/api/answer";
import { otherMethods } from "#lib/api/other-methods";
import { readOwnAccount } from "#lib/queries/account";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineAccountRoute(async ({ identity }) => ok(json(await readOwnAccount(identity))));

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
