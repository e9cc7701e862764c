// Reads a pasted text. Nothing of it is stored; what it comes to goes back to whoever sent it.
import { json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { otherMethods } from "#lib/api/other-methods";
import { importSettings } from "#lib/changes/import";
import { parseShape } from "#lib/changes/parse-shape";
import { ImportSubmission } from "#lib/format/import-answer";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const POST = defineRoute({
  permission: "destination:write",
  costly: "import",
  body: "json",
  async run({ body }) {
    const parsed = parseShape(ImportSubmission, body);
    if (!parsed.ok) return parsed;
    const imported = importSettings(parsed.data);
    return imported.ok ? ok(json(imported.data)) : imported;
  },
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
