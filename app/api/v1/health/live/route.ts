// Live: 200 while the console can answer at all.
import { json } from "#lib/api/answer";
import { definePublicRoute } from "#lib/api/define-route";
import { otherMethods } from "#lib/api/other-methods";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = definePublicRoute(async () => ok(json({ status: "ok" })));

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
