// The call that tells who did what.
import type { Call } from "#lib/api/call";
import { AuditItem, AuditList } from "#lib/audit/entry";

export const auditSchemas = {
  AuditItem,
  AuditList,
};

const text = { type: "string", maxLength: 200 };
const moment = { ...text, description: "A date or a moment, 2026-11-21 or 2026-11-21T14:00:00Z" };

export const auditCalls: Call<keyof typeof auditSchemas>[] = [
  {
    method: "get",
    path: "/audit",
    summary: "Who did what, newest first; as NDJSON (format=ndjson, or Accept) everything that the filter finds",
    query: {
      cursor: { type: "string", description: "What `next` said: the rows behind it" },
      limit: { type: "integer", minimum: 1, maximum: 500, default: 50 },
      who: { ...text, description: "user:ID, key:ID, system or file" },
      action: { ...text, description: "Noun and verb, such as destination.save" },
      noun: { ...text, description: "A kind, such as destination, or kind:ID" },
      from: { ...moment, description: `${moment.description}: at or after` },
      to: { ...moment, description: `${moment.description}: before` },
      q: { ...text, description: "Part of a name, an email or a field" },
      format: { type: "string", enum: ["json", "ndjson"], default: "json" },
    },
    status: 200,
    answer: "AuditList",
    lines: "AuditItem",
    errors: [422],
  },
];
