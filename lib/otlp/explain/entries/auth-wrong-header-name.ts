// A03: the key is right and stands in a header that nobody reads. Fingerprint: the same refusal with and without it, from a vendor
// whose documentation names another header. Of an unknown host only its own words can name one.
import type { Change, Fix } from "#lib/destination/problem";
import { effectiveConnection } from "#lib/destination/resolve";
import { isSameWithout, refusedAttempts } from "#lib/otlp/explain/credentials";
import { type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Facts } from "#lib/otlp/explain/facts";
import { quirksOf } from "#lib/preset/quirks";

export const authWrongHeaderName: Entry = {
  code: "auth.wrong_header_name",
  recognise: (facts) => {
    const refused = refusedAttempts(facts);
    if (refused.length === 0 || wantedName(facts) === null) return null;
    const isDocumented = documentedName(facts) !== null;
    return findEach({ ...facts, attempts: refused }, (attempt) => {
      if (facts.anonymous !== null && !isSameWithout(facts, attempt)) return isDocumented ? "likely" : null;
      return isDocumented && facts.anonymous !== null ? "certain" : "likely";
    });
  },
  tell: (facts) => {
    const name = wantedName(facts) ?? "";
    const quirks = quirksOf(facts.host);
    const who =
      documentedName(facts) === null ? "The server’s refusal names that header" : `${quirks?.name} reads ${name}`;
    const fix = renameFix(facts, name);
    const how =
      fix === null
        ? ` Put the key there${quirks?.format ? `: ${quirks.format}` : ""}.`
        : " If the value was saved before, enter it again.";
    return {
      title: `The key is not read: it is expected in the header ${name}`,
      advice: `${who}, and this destination sends none of that name.${how}`,
      fix,
    };
  },
};

function wantedName(facts: Facts): string | null {
  return documentedName(facts) ?? namedByServer(facts);
}

function documentedName(facts: Facts): string | null {
  const quirks = quirksOf(facts.host);
  if (quirks === null || quirks.headerName === null || !["header", "basic", "bearer"].includes(quirks.auth))
    return null;
  return sentNames(facts).has(quirks.headerName.toLowerCase()) ? null : quirks.headerName;
}

/** "missing header: x-ingest-token"; a tenant's header is A05, AWS' own are A06. */
function namedByServer(facts: Facts): string | null {
  const sent = sentNames(facts);
  for (const { answer } of refusedAttempts(facts)) {
    const words = answer.words ?? "";
    // "… header has the wrong scheme: use Api-Token" names a word in front of the key, not a header (C11).
    if (!/\bheaders?\b/i.test(words) || /\bschemes?\b/i.test(words)) continue;
    const names =
      words.match(/\b(?:x-[a-z0-9]+(?:-[a-z0-9]+)*|[a-z0-9]+(?:-[a-z0-9]+)*-(?:key|token|team|auth))\b/gi) ?? [];
    const found = names.find((name) => !/^x-(?:scope-orgid|amz|aws|goog|forwarded)/i.test(name));
    if (found !== undefined && !names.some((name) => sent.has(name.toLowerCase()))) return found;
  }
  return null;
}

function sentNames({ destination, credentials, signals: [signal] }: Facts): Set<string> {
  const connection = signal === undefined ? null : effectiveConnection(destination, signal);
  const rows = (connection?.headers ?? []).map(({ name }) => name.toLowerCase());
  return new Set([...rows, ...credentials.map(({ header }) => header)]);
}

/** A secret stays where it is: only the name of its header changes. Not for a value that has a scheme in front. */
function renameFix(facts: Facts, name: string): Fix | null {
  const rows = facts.credentials.filter(({ field }) => field === "header");
  const [row] = rows;
  if (row === undefined || rows.length > 1 || row.scheme !== null) return null;
  const auth = quirksOf(facts.host)?.auth ?? "header";
  const wantsBearer = name.toLowerCase() === "authorization" && auth === "bearer";
  if (name.toLowerCase() === "authorization" && !wantsBearer) return null;
  const rename: Change = { path: row.pointer.replace(/value$/, "name"), value: name };
  const changes = wantsBearer ? [rename, { path: row.pointer, transform: "add-bearer" as const }] : [rename];
  return { label: `Send it as ${name}`, changes };
}
