// The latest tries to deliver to a destination, newest first, with the server's words.
import * as z from "zod";
import { json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { loadDestination } from "#lib/api/load-destination";
import { otherMethods } from "#lib/api/other-methods";
import { fail, ok } from "#lib/result";

export const dynamic = "force-dynamic";

const limitMax = 500;
const Limit = z.coerce.number().int().min(1).max(limitMax);

export const GET = defineRoute({
  permission: "destination:read",
  load: loadDestination,
  async run({ request, runtime, id }) {
    const limit = Limit.safeParse(new URL(request.url).searchParams.get("limit") ?? 50);
    if (!limit.success) return fail("invalid", `limit must be a whole number from 1 to ${limitMax}`);
    const items = await runtime.engine.client.attempts(id, limit.data);
    return items.ok ? ok(json({ items: items.data, next: null })) : items;
  },
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
