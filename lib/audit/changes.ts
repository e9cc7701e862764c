// What a row of the audit changed, in words and values, from the two revisions around it. Pure; secrets are null in both.
import type { AuditItem } from "#lib/audit/entry";
import { differences } from "#lib/destination/difference";
import type { Destination } from "#lib/destination/schema";

/** `fields`: the pointers that changed; those that the revisions do not show are secrets. */
export function changesOf(before: Destination, after: Destination, fields: readonly string[]): AuditItem["changes"] {
  const shown = differences(before, after);
  const isShown = (field: string) =>
    shown.some(({ path }) => path === field || path.startsWith(`${field}/`) || field.startsWith(`${path}/`));
  const hidden = fields
    .filter((field) => !isShown(field) && isSecret(field))
    .map((path) => ({ path, label: labelOf(path, after), from: null, to: "changed" }));
  return [...shown, ...hidden];
}

/** What is no secret and not shown is a default that was written out: nothing changed. */
function isSecret(field: string): boolean {
  return /\/(headers(\/\d+\/value)?|auth(\/\w+)?|clientKey)$/.test(field);
}

const words: Record<string, string> = {
  headers: "Header value",
  auth: "Credentials",
  clientKey: "Client key",
  secretAccessKey: "Secret access key",
  sessionToken: "Session token",
  clientSecret: "Client secret",
  serviceAccount: "Service account key",
  token: "Token",
  password: "Password",
};

function labelOf(path: string, { connection, signals }: Destination): string {
  const [, slot, signal] = /^\/(connection|signals\/(\w+)\/connection)\//.exec(path) ?? [];
  const owner = slot === "connection" ? connection : signals[signal as keyof typeof signals]?.connection;
  const index = /\/headers\/(\d+)\/value$/.exec(path)?.[1];
  const name = index === undefined ? undefined : owner?.headers?.[Number(index)]?.name;
  if (name !== undefined) return `Header ${name}`;
  return words[path.split("/").at(-1) ?? ""] ?? "Credentials";
}
