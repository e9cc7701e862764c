// Takes the secrets of a destination out of what is told about a probe (R3.10): servers repeat the key they refuse, in bodies,
// headers and status texts, quoted, escaped or encoded. The last look before anything leaves the engine. Touches texts alone:
// keys, codes, signals and ids are ours, and a fix stays whole or goes.
import type { EffectiveConnection } from "#lib/destination/resolve";
import { requestHeaders } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
import { collectSecrets } from "#lib/destination/secrets";
import { clearFragments, type Finder, finderOf, type Sought, soughtOf } from "#lib/engine/secret-finder";
import { clientForms, formsOf, keysIn, valuesIn } from "#lib/engine/secret-forms";
import type { Fragments } from "#lib/engine/secret-fragments";
import type { Exchange, Fault, ProxySeen } from "#lib/otlp/observation";
import type { Diagnosis, Stage } from "#lib/otlp/report";
import { signalFacts } from "#lib/otlp/signal";
import { secretLengthMin, showWords } from "#lib/otlp/words";

const hidden = "[hidden]";

/** At most this much is shown of bytes that came in place of an answer. */
const firstBytesMax = 64;

export type Secrets = {
  /** Every form in which a secret may come back, longest first: a short one may lie within a long one. */
  readonly forms: readonly string[];
  /** Those that stand nowhere in clear: `localhost` as a key is told by the endpoint already, `traces` by OTLP itself. */
  readonly covert: readonly string[];
  /** No text shows one of `forms`, nothing that is read has one of `covert`. */
  readonly inTexts: Finder;
  readonly inAnswers: Finder;
  /** One that was fetched, such as an access token. The latest few are looked for. */
  learn(value: string): void;
};

type Looked = Omit<Secrets, "learn">;
/** What is known of some values. `open` are the forms that stand in clear as well. */
type Known = { forms: string[]; covert: string[]; soughtCovert: Sought; soughtOpen: Sought };

/** Tokens and what they were asked for with, renewed and before; signatures of requests under way. */
const learnedMax = 16;

export function secretsOf(destination: ProbedDestination, connections: readonly EffectiveConnection[]): Secrets {
  const { body, secrets } = collectSecrets(destination);
  const onTheWire = connections.flatMap(({ auth }) => {
    const { authorization } = requestHeaders({ headers: [], auth });
    if (authorization !== undefined) return [authorization.replace(/^\w+ /, "")];
    return auth.type === "oauth2" && auth.clientSecret !== null ? clientForms(auth.clientId, auth.clientSecret) : [];
  });
  const typed = Object.entries(secrets).flatMap(([at, value]) =>
    at.endsWith("/auth/serviceAccount") ? keysIn(value) : [value],
  );
  const inClear = [...textsIn(body), ...textsIn(signalFacts), "https"].map((text) => text.toLowerCase());
  const clear = clearFragments(inClear);
  const settled = knownOf([...typed, ...onTheWire], inClear, clear);
  const learned = new Map<string, Known>();
  let looked = lookedFor([settled]);
  return {
    get forms() {
      return looked.forms;
    },
    get covert() {
      return looked.covert;
    },
    get inTexts() {
      return looked.inTexts;
    },
    get inAnswers() {
      return looked.inAnswers;
    },
    learn(value) {
      if (learned.has(value)) return;
      learned.set(value, knownOf([value], inClear, clear));
      for (const oldest of learned.keys()) if (learned.size > learnedMax) learned.delete(oldest);
      looked = lookedFor([settled, ...learned.values()]);
    },
  };
}

/** Only what is new is read anew: a token that was renewed costs no more than itself. */
function knownOf(values: readonly string[], inClear: readonly string[], clear: Fragments): Known {
  const all = new Set([...new Set(values.flatMap(valuesIn))].flatMap(formsOf));
  const forms = [...all].filter(({ length }) => length >= secretLengthMin);
  const isOpen = (form: string) => {
    const holders = inClear.filter(({ length }) => length >= form.length);
    return holders.length > 0 && holders.some((text) => text.includes(form.toLowerCase()));
  };
  const open = new Set(forms.filter(isOpen));
  const covert = forms.filter((form) => !open.has(form));
  return { forms, covert, soughtCovert: soughtOf(covert, clear), soughtOpen: soughtOf([...open], clear) };
}

function lookedFor(known: readonly Known[]): Looked {
  const longestFirst = (forms: string[]) => [...new Set(forms)].sort((one, other) => other.length - one.length);
  const soughtCovert = known.map((one) => one.soughtCovert);
  return {
    forms: longestFirst(known.flatMap(({ forms }) => forms)),
    covert: longestFirst(known.flatMap(({ covert }) => covert)),
    inTexts: finderOf([...soughtCovert, ...known.map((one) => one.soughtOpen)]),
    inAnswers: finderOf(soughtCovert),
  };
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/**
 * An exchange whose answer does not repeat a secret: before it is read, since what reads it may cut a text in the middle of one.
 * In the body each byte is replaced by one byte, so that Protobuf keeps its lengths.
 */
export function withoutSecrets(exchange: Exchange, { inAnswers }: Secrets): Exchange {
  const { answer, fault } = exchange;
  return {
    ...exchange,
    fault: fault && cleanFault(fault, inAnswers),
    answer: answer && {
      ...answer,
      statusText: cleanWords(answer.statusText, inAnswers),
      headers: cleanHeaders(answer.headers, inAnswers),
      trailers: cleanHeaders(answer.trailers, inAnswers),
      body: masked(answer.body, inAnswers),
    },
  };
}

/** A proxy is a peer as well: its words may be anything. */
export function cleanProxy(seen: ProxySeen, { inAnswers }: Secrets): ProxySeen {
  return {
    ...seen,
    statusText: cleanWords(seen.statusText, inAnswers),
    authenticate: seen.authenticate && cleanWords(seen.authenticate, inAnswers),
    fault: seen.fault && cleanFault(seen.fault, inAnswers),
  };
}

function cleanFault<F extends Fault>(fault: F, finder: Finder): F {
  const message = cleanWords(fault.message, finder);
  return fault.firstBytes === undefined
    ? { ...fault, message }
    : { ...fault, message, firstBytes: cleanFirstBytes(fault.firstBytes, finder) };
}

/** Cut only now: a secret that is cut in two is no longer found. */
export function cleanFirstBytes(firstBytes: string, finder: Finder): string {
  return maskCoded(firstBytes, finder, "hex").slice(0, firstBytesMax * 2);
}

/** A peer's own words without secrets, fit to show and not too many. */
export function cleanWords(words: string, secrets: Finder): string {
  return showWords(cleanText(words, secrets)) ?? "";
}

/** Names that every server uses, whatever the secret is. Another one may be made of it: that header is not told. */
const standardName = /^(content-type|server|date|via|location|retry-after|www-authenticate|cf-ray|grpc-[a-z-]+)$/;

function cleanHeaders(headers: Record<string, string>, finder: Finder): Record<string, string> {
  const told = Object.entries(headers).filter(
    ([name]) => standardName.test(name) || finder.find(Buffer.from(name)) === null,
  );
  return Object.fromEntries(
    told.map(([name, value]) => [
      name,
      name.endsWith("-bin") ? maskCoded(value, finder, "base64") : cleanText(value, finder),
    ]),
  );
}

function maskCoded(value: string, finder: Finder, coding: "base64" | "hex"): string {
  return Buffer.from(masked(Buffer.from(value, coding), finder)).toString(coding);
}

const backslash = 0x5c;
const star = 0x2a;

function masked(bytes: Uint8Array, finder: Finder): Uint8Array {
  const marks = finder.find(bytes);
  if (marks === null) return bytes;
  const stars = bytes.map((byte, at) => (marks[at] === 1 ? star : byte));
  let isEscape = false;
  for (let at = 0; at < stars.length; at += 1) {
    isEscape = !isEscape && stars[at] === backslash;
    // A backslash that stays before a star would be no JSON any more.
    if (isEscape && marks[at + 1] === 1) stars[at] = star;
  }
  return stars;
}

/** Keys of evidence with values of our own, or that the operator typed to be read. */
const ownKeys = new Set([
  "ids",
  "code",
  "name",
  "field",
  "path",
  "urls",
  "host",
  "serverName",
  "proxy",
  "transport",
  "httpVersion",
  "version",
  "cipher",
  "alpn",
  "exporter",
]);

/** A stage's line and evidence without secrets; keys stay, and the values that are ours. */
export function cleanStage(
  { summary, evidence }: Pick<Stage, "summary" | "evidence">,
  { inTexts }: Secrets,
): Pick<Stage, "summary" | "evidence"> {
  return { summary: cleanText(summary, inTexts), evidence: cleanValues(evidence, inTexts) };
}

type Json = Stage["evidence"][string];

function cleanJson(value: Json, finder: Finder): Json {
  if (typeof value === "string") return cleanText(value, finder);
  if (typeof value !== "object" || value === null) return value;
  return Array.isArray(value) ? value.map((one) => cleanJson(one, finder)) : cleanValues(value, finder);
}

function cleanValues(values: Record<string, Json>, finder: Finder): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(values).map(([key, one]) => [key, ownKeys.has(key) ? one : cleanJson(one, finder)]),
  );
}

/** A diagnosis without secrets. A fix whose value would tell one, or has had one taken out, is not offered. */
export function cleanDiagnosis(diagnosis: Diagnosis, { inTexts, covert }: Secrets): Diagnosis {
  const { title, advice, fix } = diagnosis;
  const values = (fix?.changes ?? []).flatMap((change) => ("value" in change ? textsIn(change.value) : []));
  const isWhole = fix !== null && !values.some((text) => tells(text, covert));
  return {
    ...diagnosis,
    title: cleanText(title, inTexts),
    advice: cleanText(advice, inTexts),
    fix: isWhole ? { ...fix, label: cleanText(fix.label, inTexts) } : null,
  };
}

function tells(text: string, covert: readonly string[]): boolean {
  return /\[hidden\]|%5Bhidden%5D/i.test(text) || covert.some((form) => text.includes(form));
}

/** As long as it was, but for what is hidden. */
export function cleanText(text: string, finder: Finder): string {
  const bytes = Buffer.from(text);
  const marks = text.length < secretLengthMin ? null : finder.find(bytes);
  if (marks === null) return text;
  let cleaned = "";
  let isHidden = false;
  let at = 0;
  for (const character of text) {
    const end = at + Buffer.byteLength(character);
    const isMarked = marks.subarray(at, end).includes(1);
    if (isMarked && !isHidden) cleaned += hidden;
    if (!isMarked) cleaned += character;
    isHidden = isMarked;
    at = end;
  }
  // A secret that is wrapped over lines is one.
  return cleaned.replaceAll(/\[hidden\](\s+\[hidden\])+/g, hidden);
}
