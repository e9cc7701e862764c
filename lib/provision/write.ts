// All that is set in an Outspan as the text of a configuration file: secrets are references to variables, to be filled in where it is
// applied. Opens nothing sealed.
import { stringify } from "yaml";
import type { DestinationRecord } from "#lib/db/destination";
import { bodyOf } from "#lib/db/saved-destination";
import { secretBodyOf } from "#lib/db/sealed-secret";
import type { SecretRecord } from "#lib/db/secret";
import type { SettingsRecord } from "#lib/db/settings";
import { headerOf } from "#lib/destination/secret-key";
import { mapSecrets } from "#lib/destination/secret-places";
import { freeName } from "#lib/format/placeholders";
import { markOf } from "#lib/provisioned";

export type Written = {
  destinations: readonly DestinationRecord[];
  secrets: readonly SecretRecord[];
  settings: SettingsRecord;
};

/** `origin`: where the schema for editors is. */
export function writeConfig({ destinations, secrets, settings }: Written, origin: string): string {
  const variables = new Set<string>();
  const reference = (...words: string[]) => {
    const name = freeName(variableOf(words.join(" ")), variables);
    variables.add(name);
    return `${open}env:${name}}`;
  };
  const body = {
    secrets: secrets.map((row) => secretOf(row, reference)),
    ...settingsOf(settings, reference),
    destinations: inOrder(destinations).map((row) => destinationOf(row, destinations, reference)),
  };
  const text = stringify(body, { lineWidth: 0 });
  const names = [...variables];
  const head = [
    `# yaml-language-server: $schema=${origin}/schema.json`,
    ...(names.length === 0 ? [] : ["# No secret is in here. Set these variables where it is applied:"]),
    ...names.map((name) => `#   ${name}`),
  ];
  return `${head.join("\n")}\n${text}`;
}

/** The same whenever it is asked for: it may lie in Git. */
function inOrder(rows: readonly DestinationRecord[]): DestinationRecord[] {
  const sorted = rows.map((row) => ({ row, place: `${bodyOf(row).name} ${row.body}` }));
  return sorted.sort((a, b) => (a.place < b.place ? -1 : 1)).map(({ row }) => row);
}

type Reference = (...words: string[]) => string;
const open = "${";

function secretOf(row: SecretRecord, reference: Reference) {
  const { origins, keys } = secretBodyOf(row);
  const values = keys.map(({ key }): [string, string] => [key, reference(row.name, headerOf(key))]);
  return {
    name: row.name,
    ...adoption(row.provisioned),
    origins,
    values: Object.fromEntries(values),
    ...(row.expiresAt !== null && { expiresAt: row.expiresAt }),
  };
}

function settingsOf({ settings: { names, webhooks, auditDays } }: SettingsRecord, reference: Reference) {
  const settings = {
    ...(Object.keys(names).length > 0 && { names: plain(names) }),
    ...(webhooks.length > 0 && {
      webhooks: webhooks.map(({ name, format }) => {
        return { name: plain(name), format, url: reference("webhook", name, "url") };
      }),
    }),
    ...(auditDays !== null && { auditDays }),
  };
  return Object.keys(settings).length === 0 ? {} : { settings };
}

function destinationOf(row: DestinationRecord, all: readonly DestinationRecord[], reference: Reference) {
  const body = bodyOf(row);
  const { name, ...rest } = mapSecrets(plain(body), (value, { slot, header, pointer, isSecret }) => {
    if (!isSecret) return value;
    const what = header ?? pointer.slice(pointer.lastIndexOf("/") + 1).replace(/[A-Z]/g, " $&");
    return reference(body.name, ...(slot === "shared" ? [] : [slot]), what);
  });
  const key = markOf(row.provisioned)?.key ?? (isNamedTwice(body.name, all) ? row.id : body.name);
  return { ...(key !== body.name && { id: key }), name, ...adoption(row.provisioned), ...rest };
}

/** Where a file takes it over from this console, it says so already. */
function adoption(provisioned: string | null): { adopt?: true } {
  return provisioned === null ? { adopt: true } : {};
}

function isNamedTwice(name: string, all: readonly DestinationRecord[]): boolean {
  return all.filter((one) => bodyOf(one).name === name).length > 1;
}

/** Nothing in it is a reference. */
function plain<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (_key, one: unknown) =>
      typeof one === "string" ? one.replaceAll(open, () => `$${open}`) : one,
    ),
  );
}

function variableOf(words: string): string {
  const name = words
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_")
    .replace(/^_|_$/g, "")
    .slice(0, 100);
  return /^[A-Z]/.test(name) ? name : `OUTSPAN_${name}`;
}
