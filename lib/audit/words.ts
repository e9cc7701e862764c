// What was done, as people read it: a row's sentence, and the name of an action in the filter. Pure.
import type { AuditAction } from "#lib/audit/action";

/** How a verb reads in a sentence; one that is not here is told as it is. */
export const pastOf: Record<string, string> = {
  create: "created",
  save: "changed",
  switch: "switched",
  delete: "deleted",
  undelete: "brought back",
  purge: "removed for good",
  restore: "restored",
  pause: "paused",
  resume: "resumed",
  discard: "discarded the queue of",
  retry: "asked to retry",
  invite: "invited",
  probe: "tested",
  test: "tested",
  revoke: "revoked",
  deactivate: "deactivated",
  reactivate: "reactivated",
  prune: "pruned",
};

/** Where noun and verb make no sentence. `bare`: the noun's name does not follow. */
const own: Partial<Record<AuditAction, { words: string; label: string; bare?: true }>> = {
  "destination.switch": { words: "Switched", label: "Destination switched on or off" },
  "destination.discard": { words: "Discarded the queue of", label: "Queue discarded" },
  "destination.retry": { words: "Asked to retry", label: "Retry asked for" },
  "destination.capabilities": { words: "Tried what is accepted by", label: "Accepted settings tried" },
  "person.create": { words: "Made the account of", label: "Account made" },
  "person.link": { words: "Linked to the provider the account of", label: "Account linked to the provider" },
  "person.role": { words: "Changed the role of", label: "Role changed" },
  "person.password": { words: "Set a new password of", label: "Password changed" },
  "person.invite_link": { words: "Made a new link for", label: "New invitation link made" },
  "person.reset_link": { words: "Made a link to a new password for", label: "Link to a new password made" },
  "person.two_factor_on": { words: "Turned on the two-factor sign-in of", label: "Two-factor sign-in turned on" },
  "person.wrong_codes": { words: "Ten wrong codes in a row with the password of", label: "Wrong codes in a row" },
  "person.two_factor_off": { words: "Turned off the two-factor sign-in of", label: "Two-factor sign-in turned off" },
  "person.recovery_code": { words: "Used a recovery code of", label: "Recovery code used" },
  "person.recovery_codes": { words: "Drew new recovery codes for", label: "Recovery codes drawn" },
  "person.withdraw": { words: "Withdrew the invitation of", label: "Invitation withdrawn" },
  "person.sign_out": { words: "Ended every session of", label: "Person signed out" },
  "session.revoke": { words: "Ended a session of", label: "Session ended" },
  "session.revoke_others": { words: "Ended every other session of", label: "Other sessions ended" },
  "instance.rotate_key": { words: "Changed the sealing key", label: "Sealing key changed", bare: true },
  "config.release": { words: "Let go of what the configuration file kept", label: "Configuration let go", bare: true },
  "config.apply": { words: "Applied the configuration", label: "Configuration applied" },
  "session.create": { words: "Signed in", label: "Signed in", bare: true },
  "session.delete": { words: "Signed out", label: "Signed out", bare: true },
  "session.replace": { words: "Signed in anew", label: "Signed in anew", bare: true },
  "session.refused": { words: "Sign-in refused for", label: "Sign-in refused" },
  "account.refused": { words: "Wrong present password or code of", label: "Wrong present password or code" },
  "setup.link": { words: "Made the set-up link", label: "Set-up link made", bare: true },
  "settings.save": { words: "Changed the settings", label: "Settings changed", bare: true },
  "settings.restore": { words: "Restored the settings", label: "Settings restored", bare: true },
  "audit.prune": { words: "Pruned the audit", label: "Audit pruned", bare: true },
  "key.used": { words: "Used from a new address:", label: "Key used from a new address" },
};

const nouns: Record<string, string> = {
  destination: "Destination",
  person: "Person",
  session: "Session",
  key: "Key",
  secret: "Secret",
  settings: "Settings",
  audit: "Audit",
  instance: "Instance",
  setup: "Set-up",
  webhook: "Webhook",
  config: "Configuration",
  node: "Node",
};

/** The kinds that people choose from, in their order. */
export const nounKinds = [
  "destination",
  "secret",
  "person",
  "session",
  "key",
  "settings",
  "webhook",
  "config",
  "instance",
  "audit",
] as const;

const plurals: Record<(typeof nounKinds)[number], string> = {
  destination: "Destinations",
  secret: "Secrets",
  person: "People",
  session: "Sign-ins",
  key: "Keys",
  settings: "Settings",
  webhook: "Webhooks",
  config: "Configuration files",
  instance: "The instance",
  audit: "The audit itself",
};

export function nounsLabel(kind: (typeof nounKinds)[number]): string {
  return plurals[kind];
}

/** "Destination changed", "Signed in". */
export function actionLabel(action: string): string {
  const [noun = action, verb = ""] = action.split(".");
  const past = pastOf[verb] ?? verb.replaceAll(/[_-]/g, " ");
  return ownOf(action)?.label ?? `${nouns[noun] ?? noun} ${past}`.trim();
}

type Told = {
  action: string;
  outcome: string;
  noun: { kind: string; name: string | null };
  detail: Readonly<Record<string, number | string>>;
  changes: readonly { path: string; label: string; from: string | null; to: string | null }[] | null;
};

/** "Changed", "Grafana Cloud", ", revision 12". `name` stands out; null = there is none to tell. */
export function sentenceOf(row: Told): { words: string; name: string | null; after: string } {
  const { action, outcome, noun, detail } = row;
  const revision = typeof detail.revision === "number" && detail.revision > 1 ? `, revision ${detail.revision}` : "";
  const bare = ownOf(action)?.bare === true;
  const name = bare ? null : noun.name;
  if (outcome === "refused" && !action.endsWith(".refused")) {
    const label = actionLabel(action);
    return { words: `Was refused: ${label.charAt(0).toLowerCase()}${label.slice(1)}`, name: noun.name, after: "" };
  }
  const after = outcome === "asked" ? ", which did not answer" : `${asWhat(row)}${revision}`;
  return { words: wordsOf(row), name, after };
}

function wordsOf({ action, noun, changes }: Told): string {
  if (action === "destination.switch") {
    const to = changes?.find(({ path }) => path === "/enabled")?.to;
    if (to === "on" || to === "off") return `Turned ${to}`;
  }
  const rotated = action === "secret.save" ? rotatedIn(changes ?? []) : null;
  if (rotated !== null) return `Rotated ${rotated} of secret`;
  const words = ownOf(action)?.words;
  if (words !== undefined) return words;
  const [kind = "", verb = ""] = action.split(".");
  const past = pastOf[verb];
  if (past === undefined) return `${nouns[kind] ?? kind} ${verb.replaceAll(/[_-]/g, " ")}:`;
  const capital = `${past.charAt(0).toUpperCase()}${past.slice(1)}`;
  const isOwnName = kind === "destination" || kind === "person";
  return isOwnName || noun.name === null ? capital : `${capital} ${(nouns[noun.kind] ?? noun.kind).toLowerCase()}`;
}

/** Rows of older versions may hold what nobody writes any more. */
function ownOf(action: string) {
  return own[action as AuditAction];
}

/** What somebody becomes by it. */
function asWhat({ action, detail: { role } }: Pick<Told, "action" | "detail">): string {
  if (!action.startsWith("person.invite") || typeof role !== "string") return "";
  return `, as ${role.charAt(0).toUpperCase()}${role.slice(1)}`;
}

/** The header whose value alone was replaced, with another day of expiry or without. */
function rotatedIn(changes: NonNullable<Told["changes"]>): string | null {
  const [value, ...others] = changes.filter(({ path }) => path !== "/expiresAt");
  if (value === undefined || others.length > 0) return null;
  return value.path.startsWith("/values/") && value.to === "changed" ? value.label.replace(/^Header /, "") : null;
}

const verdicts: Record<string, string> = {
  accepted: "Accepted",
  warning: "Accepted, with something to know",
  failed: "Not accepted",
  cancelled: "Stopped before its end",
};

/** What stands beside it in numbers and short texts, in words; null = nothing. */
export function detailWords({ action, detail }: Pick<Told, "action" | "detail">): string | null {
  const { revision: _, ...others } = detail;
  if (action === "destination.probe") {
    const { verdict, target, ...rest } = others;
    const words = verdicts[String(verdict)] ?? String(verdict);
    return [target === undefined ? words : `${words}: ${target}`, ...pairsOf(rest)].join(", ");
  }
  if (action === "audit.prune") {
    return `${Number(others.rows).toLocaleString("en")} rows from before ${String(others.before).slice(0, 10)}`;
  }
  if (action === "person.role") {
    const { from, to, ...rest } = others;
    // Of an invitation that nobody has used yet only what it is now.
    return [from === undefined ? `now ${to}` : `${from} → ${to}`, ...pairsOf(rest)].join(", ");
  }
  if (action === "person.deactivate") {
    const { sessions, ...rest } = others;
    return [`${sessions} ${sessions === 1 ? "session" : "sessions"} ended`, ...pairsOf(rest)].join(", ");
  }
  const { role, ...besideRole } = others;
  const words = pairsOf(asWhat({ action, detail }) === "" ? others : besideRole);
  return words.length === 0 ? null : words.join(", ");
}

/** "items 1,284", "from 12". */
function pairsOf(detail: Readonly<Record<string, number | string>>): string[] {
  return Object.entries(detail).map(([key, value]) => {
    const word = key.replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
    return `${word} ${typeof value === "number" ? value.toLocaleString("en") : value}`;
  });
}

/** "/connection/headers/0/value" → "connection.headers.0.value". */
export function fieldWords(pointer: string): string {
  return pointer.slice(1).replaceAll("/", ".").replaceAll("~1", "/").replaceAll("~0", "~");
}
