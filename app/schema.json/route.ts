// The JSON Schema of the configuration file, for editors: generated from what the file is read with.
import { json } from "#lib/api/answer";
import { definePublicRoute } from "#lib/api/define-route";
import { otherMethods } from "#lib/api/other-methods";
import { configSchema } from "#lib/provision/schema";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = definePublicRoute(async () => ok(json(configSchema())));

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
