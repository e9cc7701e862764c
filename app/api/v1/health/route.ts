// Ready: 200 while the database answers and the engine runs. The page asks every second.
import { json } from "#lib/api/answer";
import { definePublicRoute } from "#lib/api/define-route";
import { otherMethods } from "#lib/api/other-methods";
import { readHealth } from "#lib/queries/health";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = definePublicRoute(async () => {
  const health = await readHealth();
  return ok(json(health, health.status === "ok" ? 200 : 503));
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
