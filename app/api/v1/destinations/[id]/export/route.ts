// A destination as the settings of another program: its text, or with Accept: application/json all that is to be said of it.
import { json, text } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { loadDestination } from "#lib/api/load-destination";
import { otherMethods } from "#lib/api/other-methods";
import { parseShape } from "#lib/changes/parse-shape";
import { toldText } from "#lib/format/exported";
import { ExportFormat } from "#lib/format/format";
import { exportDestination } from "#lib/queries/export";
import { fail, ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "destination:read",
  load: loadDestination,
  async run({ request, loaded }) {
    const asked = new URL(request.url).searchParams.get("format") ?? "env";
    const format = parseShape(ExportFormat, asked, "/format");
    if (!format.ok) return format;
    const exported = await exportDestination(loaded, format.data);
    if (exported === null) return fail("invalid", "This format cannot be written");
    const wantsAll = /^application\/json\b/i.test(request.headers.get("accept") ?? "");
    return ok(wantsAll ? json(exported) : text(toldText(exported), exported.fileName));
  },
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
