// Calls about settings that travel: a pasted text becomes drafts, a destination becomes the settings of another program.
import type { Call } from "#lib/api/call";
import { Exported } from "#lib/format/exported";
import { ExportFormat } from "#lib/format/format";
import { ImportAnswer, ImportSubmission } from "#lib/format/import-answer";

export const formatSchemas = { ImportSubmission, ImportAnswer, Exported };

export const formatCalls: Call<keyof typeof formatSchemas>[] = [
  {
    method: "post",
    path: "/import",
    summary:
      "What a pasted text comes to, 256 KiB at most: drafts of destinations with the caller's own values, and what became of every line. Nothing is stored",
    body: "ImportSubmission",
    status: 200,
    answer: "ImportAnswer",
    errors: [413, 422],
  },
  {
    method: "get",
    path: "/destinations/{id}/export",
    summary:
      "The destination as the settings of another program, with placeholders where its secrets are. With Accept: application/json also what to fill in and what the format cannot say",
    query: { format: { type: "string", enum: ExportFormat.options, default: "env" } },
    status: 200,
    answer: "Exported",
    bytes: "text/plain",
    errors: [404, 422],
  },
];
