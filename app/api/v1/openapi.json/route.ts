// What this API is, generated from the schemas that it parses with.
import { json } from "#lib/api/answer";
import { definePublicRoute } from "#lib/api/define-route";
import { openApiDocument } from "#lib/api/openapi";
import { otherMethods } from "#lib/api/other-methods";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = definePublicRoute(async () => ok(json(openApiDocument())));

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
