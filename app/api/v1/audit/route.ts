// Who did what: a page of it, or the whole of a filter as NDJSON.
import * as z from "zod";
import { json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { linesAnswer } from "#lib/api/lines-answer";
import { otherMethods } from "#lib/api/other-methods";
import { readFilter } from "#lib/audit/filter";
import { downloadAudit, readAudit } from "#lib/queries/audit";
import { fail, ok } from "#lib/result";

export const dynamic = "force-dynamic";

const limitMax = 500;
const Limit = z.coerce.number().int().min(1).max(limitMax);
const Cursor = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
  .nullable();

export const GET = defineRoute({
  permission: "audit:read",
  async run({ request, isAllowed, runtime }) {
    const query = new URL(request.url).searchParams;
    const filter = readFilter(Object.fromEntries(query));
    if (!filter.ok) return filter;
    const limit = Limit.safeParse(query.get("limit") ?? 50);
    if (!limit.success) return fail("invalid", `limit must be a whole number from 1 to ${limitMax}`);
    const cursor = Cursor.safeParse(query.get("cursor"));
    if (!cursor.success) return fail("invalid", "cursor must be what next said");
    if (!isDownload(request, query)) {
      return ok(json(await readAudit(filter.data, { cursor: cursor.data, limit: limit.data })));
    }
    const day = runtime.now().toISOString().slice(0, 10);
    const disposition = { "content-disposition": `attachment; filename="outspan-audit-${day}.ndjson"` };
    return linesAnswer({ request, isAllowed }, async (abort) => ok(downloadAudit(filter.data, abort)), disposition);
  },
});

function isDownload(request: Request, query: URLSearchParams): boolean {
  return query.get("format") === "ndjson" || /\bapplication\/x-ndjson\b/i.test(request.headers.get("accept") ?? "");
}

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
