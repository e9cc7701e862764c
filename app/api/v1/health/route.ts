// Ready: 200 while the database answers and the engine runs. The page asks with ?engine= what it knows, and hears of a change
// in the moment it happens: an engine that is back within the second would otherwise pass unseen.
import * as z from "zod";
import { json } from "#lib/api/answer";
import { definePublicRoute } from "#lib/api/define-route";
import { readHealth } from "#lib/queries/health";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

const Seen = z.enum(["running", "stopped"]).nullable().catch(null);

export const GET = definePublicRoute(async (request) => {
  const seen = Seen.parse(new URL(request.url).searchParams.get("engine"));
  const health = await readHealth(seen, request.signal);
  return ok(json(health, health.status === "ok" ? 200 : 503));
});
