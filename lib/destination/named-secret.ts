// A named secret: values that become headers, and the origins that they may go to. Its shape as API, form and row share it, and
// the judgement of what is written. Knows no destination; values are never read back.
import * as z from "zod";
import { checkHeaders } from "#lib/destination/check-header";
import { resolveEndpoint } from "#lib/destination/endpoint";
import { originOf } from "#lib/destination/origin";
import type { Problem } from "#lib/destination/problem";
import { Author } from "#lib/destination/schema";
import { expiryFrom } from "#lib/destination/secret-expiry";
import { headerOf, keyPrefix, pointerOf } from "#lib/destination/secret-key";
import { Report } from "#lib/otlp/report";
import { Provisioned } from "#lib/provisioned";

const originsMax = 20;
const originLengthMax = 512;
const valuesMax = 32;

/** `null` = there is one, you may not see it; written back, it means keep. */
const Values = z.record(z.string(), z.string().nullable());

/** What a PUT takes; the name is the address's and may stay out. */
export const SecretReplacement = z.strictObject({
  name: z.string().optional(),
  /** scheme://host:port. */
  origins: z.array(z.string()),
  values: Values,
  /** A day or a moment; what a value tells of itself counts as well. */
  expiresAt: z.string().nullable().optional(),
});
export type SecretReplacement = z.output<typeof SecretReplacement>;

export const SecretSubmission = SecretReplacement.extend({ name: z.string() });
export type SecretSubmission = z.output<typeof SecretSubmission>;

/** Values that are not saved, to be tested by all that use the secret; the others stay as they are saved. */
export const SecretProbeSubmission = z.strictObject({ values: Values.optional() });
export type SecretProbeSubmission = z.output<typeof SecretProbeSubmission>;

/** What one destination's server says to such values. */
export const SecretProbed = z.strictObject({
  destination: z.strictObject({ id: z.string(), name: z.string() }),
  /** null: no test could be started. */
  report: Report.nullable(),
  /** In one line: what is wrong, or that all is well. */
  message: z.string(),
});
export type SecretProbed = z.output<typeof SecretProbed>;

export const SecretKey = z.strictObject({
  key: z.string(),
  /** Equal for equal values of this header of this secret; tells nothing to who has not the sealing key. */
  fingerprint: z.string(),
  setAt: z.string(),
  setBy: Author,
  /** As the value itself tells. */
  expiresAt: z.string().nullable(),
});
export type SecretKey = z.output<typeof SecretKey>;

const User = z.strictObject({ id: z.string(), name: z.string() });

/** What a client reads back. */
export const SavedSecret = z.strictObject({
  name: z.string(),
  origins: z.array(z.string()),
  values: z.record(z.string(), z.null()),
  keys: z.array(SecretKey),
  /** As a person set it. */
  expiresAt: z.string().nullable(),
  /** The first moment at which something of it ends, set by a person or told by a value. */
  expiry: z.strictObject({ at: z.string(), state: z.enum(["later", "soon", "expired"]) }).nullable(),
  /** Destinations. */
  usedBy: z.array(User),
  revision: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
  updatedBy: Author,
  /** Where the configuration file keeps it; null = it may be changed here. */
  provisioned: Provisioned.nullable(),
});
export type SavedSecret = z.output<typeof SavedSecret>;

/** Keys that a PUT may send back and that are ignored. */
export const readOnlySecretKeys = [
  "keys",
  "expiry",
  "usedBy",
  "revision",
  "createdAt",
  "updatedAt",
  "updatedBy",
  "provisioned",
] as const;

/** What every written secret is judged by, and its origins as they are compared. */
export function checkSecret(submitted: SecretReplacement): { origins: string[]; problems: Problem[] } {
  const { name, values, expiresAt } = submitted;
  const { origins, problems } = checkOrigins(submitted.origins);
  return {
    origins,
    problems: [
      ...(name === undefined ? [] : checkName(name)),
      ...problems,
      ...checkValues(values),
      ...(expiresAt == null || expiryFrom(expiresAt) !== null
        ? []
        : [problem("/expiresAt", "Write the day as 2027-01-31, or a moment as 2027-01-31T12:00:00Z")]),
    ],
  };
}

function problem(path: string, message: string, code = "settings.invalid"): Problem {
  return { path, code, message, fix: null };
}

function checkName(name: string): Problem[] {
  if (/^[a-z0-9][a-z0-9_.-]{0,62}$/.test(name)) return [];
  const message = name === "" ? "Enter a name" : "Use lower-case letters, digits, dots, hyphens, up to 63 characters";
  return [problem("/name", message)];
}

function checkOrigins(texts: readonly string[]): { origins: string[]; problems: Problem[] } {
  if (texts.length === 0) return { origins: [], problems: [problem("/origins", "Say where the values may be sent")] };
  if (texts.length > originsMax) {
    return { origins: [], problems: [problem("/origins", `Use ${originsMax} origins or fewer`)] };
  }
  const read = texts.map((text, index) => originFrom(text, `/origins/${index}`));
  return {
    origins: [...new Set(read.flatMap((one) => (typeof one === "string" ? [one] : [])))],
    problems: read.flatMap((one) => (typeof one === "string" ? [] : one)),
  };
}

/** The origin of a typed URL that is no more than one, as destinations' are compared; else what is wrong with it. */
function originFrom(text: string, path: string): string | Problem[] {
  const typed = text.trim();
  if (typed.length > originLengthMax) return [problem(path, `Shorten the origin to ${originLengthMax} characters`)];
  const own = { transport: "http", endpoint: typed, kind: "own", signal: "traces", path } as const;
  const { target, problems } = resolveEndpoint(own);
  if (target === null || problems.length > 0) {
    return problems.length > 0 ? problems.map((one) => ({ ...one, fix: null })) : [problem(path, "Enter an origin")];
  }
  if (target.path !== "/") return [problem(path, `Leave the path out: ${originOf(target)}`)];
  return originOf(target);
}

function checkValues(values: Record<string, string | null>): Problem[] {
  const keys = Object.keys(values);
  if (keys.length === 0) return [problem("/values", "Add at least one header")];
  if (keys.length > valuesMax) return [problem("/values", `Use ${valuesMax} headers or fewer`)];
  const strange = keys.filter((key) => !key.startsWith(keyPrefix));
  if (strange.length > 0) {
    return strange.map((key) => problem(pointerOf(key), `Begin the key with ${keyPrefix}, then the header’s name`));
  }
  const headers = keys.map((key) => ({ name: headerOf(key), value: values[key] ?? null }));
  return checkHeaders(headers, "", false).map(({ path, message, code }) => {
    const key = keys[Number(path.split("/")[1])];
    return problem(key === undefined ? "/values" : pointerOf(key), message, code);
  });
}
