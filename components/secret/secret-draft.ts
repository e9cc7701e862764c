// A secret as its form holds it, and what is submitted of it. Pure.
import type { SavedSecret, SecretKey, SecretSubmission } from "#lib/destination/named-secret";
import { headerOf, keyPrefix } from "#lib/destination/secret-key";
import type { SecretTemplate } from "#lib/preset/secret-template";

export type ValueDraft = {
  id: string;
  header: string;
  value: string;
  hint: string;
  /** What is saved under this name; null where nothing is. */
  saved: SecretKey | null;
  isReplaced: boolean;
};

export type SecretDraft = {
  name: string;
  origins: { id: string; text: string }[];
  values: ValueDraft[];
  /** A day. */
  expires: string;
};

let lastId = 0;
function newId(): string {
  lastId += 1;
  return `row-${lastId}`;
}

export function newOrigin(text = ""): SecretDraft["origins"][number] {
  return { id: newId(), text };
}

export function newValue(more: Partial<ValueDraft> = {}): ValueDraft {
  return { id: newId(), header: "", value: "", hint: "", saved: null, isReplaced: false, ...more };
}

export function emptySecret(origin: string | null): SecretDraft {
  return { name: "", origins: [newOrigin(origin ?? "")], values: [newValue()], expires: "" };
}

export function secretDraft(secret: SavedSecret): SecretDraft {
  return {
    name: secret.name,
    origins: secret.origins.map((origin) => newOrigin(origin)),
    values: secret.keys.map((saved) => newValue({ header: headerOf(saved.key), saved })),
    expires: secret.expiresAt?.slice(0, 10) ?? "",
  };
}

/** What the template knows; a name and values that were typed stay. */
export function fromTemplate(draft: SecretDraft, template: SecretTemplate, place: number): SecretDraft {
  const { label, origins } = template.places[place] ?? { label: "", origins: [] };
  const slug = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "");
  const isUsual = place === 0 || label.length > 6;
  return {
    ...draft,
    name: (isUsual ? slug(template.name) : `${slug(template.name)}-${slug(label)}`).slice(0, 63),
    origins: origins.length === 0 ? [newOrigin()] : origins.map((origin) => newOrigin(origin)),
    values: template.keys.map(({ key, hint }) => {
      const typed = draft.values.find(({ header }) => header.toLowerCase() === headerOf(key).toLowerCase());
      return newValue({ header: headerOf(key), hint, value: typed?.value ?? "" });
    }),
  };
}

/** An added origin empties the values: nothing that is saved may go somewhere new. */
export function isWider({ origins }: SecretDraft, saved: SavedSecret | null): boolean {
  const typed = origins.map(({ text }) => text.trim().toLowerCase()).filter((text) => text !== "");
  return saved !== null && typed.some((text) => !saved.origins.includes(text));
}

export function isKept(value: ValueDraft, wider: boolean): boolean {
  return value.saved !== null && !value.isReplaced && !wider;
}

export function submissionOf(draft: SecretDraft, saved: SavedSecret | null): SecretSubmission {
  const wider = isWider(draft, saved);
  const values = draft.values
    .filter((value) => value.header !== "" || value.value !== "" || draft.values.length === 1)
    .map((value): [string, string | null] => [keyOf(value), isKept(value, wider) ? null : value.value]);
  const origins = draft.origins.map(({ text }) => text).filter((text, index) => text.trim() !== "" || index === 0);
  return {
    name: draft.name,
    origins,
    values: Object.fromEntries(values),
    expiresAt: draft.expires === "" ? null : expiryOf(draft.expires, saved),
  };
}

/** The moment as it was set, where its day was not touched. */
function expiryOf(day: string, saved: SavedSecret | null): string {
  return saved?.expiresAt?.startsWith(day) ? saved.expiresAt : day;
}

/** A pasted key is one too. */
export function keyOf({ header }: Pick<ValueDraft, "header">): string {
  const name = header.trim();
  return name.toUpperCase().startsWith(keyPrefix) ? keyPrefix + name.slice(keyPrefix.length) : keyPrefix + name;
}
