// The filter of the audit as an address says it, so that each has a URL of its own: read, written, and the spans of time that
// people choose from. Pure: what now is comes in.
import * as z from "zod";
import { fail, ok, type Result } from "#lib/result";

/** As it stands in an address: names of the API's query. */
export const auditParameters = ["q", "who", "action", "noun", "from", "to"] as const;
export type AuditQuery = Partial<Record<(typeof auditParameters)[number], string>>;

export const spans = [
  { value: "1h", label: "Last hour", words: "in the last hour", hours: 1 },
  { value: "24h", label: "Last 24 hours", words: "in the last 24 hours", hours: 24 },
  { value: "7d", label: "Last 7 days", words: "in the last 7 days", hours: 7 * 24 },
  { value: "30d", label: "Last 30 days", words: "in the last 30 days", hours: 30 * 24 },
  { value: "all", label: "Any time", words: "yet", hours: null },
] as const;
export type Span = (typeof spans)[number];

const standard: Span = spans[3];
const hourMs = 3600_000;

/** What the page's address says: `when` is a span, or "days" that are still to be chosen; with `from` or `to` it does not count. */
export type AuditAddress = AuditQuery & { when?: string };

export function spanOf({ when, from, to }: AuditAddress): Span | null {
  if (when === "days" || from !== undefined || to !== undefined) return null;
  return spans.find(({ value }) => value === when) ?? standard;
}

/** The API's query of a page's address. The start of a span is cut to the minute: the same page asked twice is the same. */
export function queryOf(address: AuditAddress, now: Date): AuditQuery {
  const { when: _, ...query } = address;
  const hours = spanOf(address)?.hours ?? null;
  if (hours === null) return query;
  const from = Math.floor((now.getTime() - hours * hourMs) / 60_000) * 60_000;
  return { ...query, from: new Date(from).toISOString() };
}

/** Everything but the time: whether there is anything to clear. */
export function isNarrowed({ q, who, action, noun, from, to }: AuditAddress): boolean {
  return [q, who, action, noun, from, to].some((one) => one !== undefined);
}

type Named = { kind: string; id: string | null };
export type ReadFilter = {
  who: Named | null;
  action: string | null;
  noun: Named | null;
  from: string | null;
  to: string | null;
  text: string | null;
};

// A database refuses a NUL in a text, and nobody looks for a megabyte.
const Text = z
  .string()
  .max(200, "Use at most 200 characters")
  .refine((text) => !text.includes("\0"), "Remove the NUL character");
const Moment = Text.transform((text, context) => {
  const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(at)) return new Date(at).toISOString();
  context.addIssue({ code: "custom", message: "Use a date or a moment: 2026-11-21 or 2026-11-21T14:00:00Z" });
  return z.NEVER;
});

const Query = z.object({
  q: Text.optional(),
  who: Text.optional(),
  action: Text.optional(),
  noun: Text.optional(),
  from: Moment.optional(),
  to: Moment.optional(),
});

/** Empty is absent. What is not right is told at `/from` and the like. */
export function readFilter(query: Record<string, string | undefined>): Result<ReadFilter> {
  const given = Object.fromEntries(
    auditParameters.flatMap((name) => (query[name]?.trim() ? [[name, query[name].trim()]] : [])),
  );
  const parsed = Query.safeParse(given);
  if (!parsed.success) {
    const fields = Object.fromEntries(
      parsed.error.issues.map(({ path, message }) => [`/${path.join("/")}`, [message]]),
    );
    return fail("invalid", "The filter is not right", { fields });
  }
  const { q, who, action, noun, from, to } = parsed.data;
  return ok({
    who: namedOf(who),
    action: action ?? null,
    noun: namedOf(noun),
    from: from ?? null,
    to: to ?? null,
    text: q ?? null,
  });
}

/** "user:u1", "destination:abc", or the kind alone. */
function namedOf(text: string | undefined): Named | null {
  if (text === undefined) return null;
  const colon = text.indexOf(":");
  return colon < 0 ? { kind: text, id: null } : { kind: text.slice(0, colon), id: text.slice(colon + 1) };
}

/** With the question mark, in one order; empty where nothing is asked for. */
export function addressOf(address: AuditAddress): string {
  const names = [...auditParameters, "when"] as const;
  const search = new URLSearchParams(names.flatMap((name) => (address[name] ? [[name, address[name]]] : [])));
  return search.size === 0 ? "" : `?${search}`;
}
