// Takes the secrets of a destination out of what is told about a probe (R3.10): servers repeat the key they refuse, in bodies,
// headers and status texts, quoted, escaped or encoded. The last look before anything leaves the engine. Touches texts alone:
// keys, codes, signals and ids are ours, and a fix stays whole or goes.
import type { EffectiveConnection } from "#lib/destination/resolve";
import { requestHeaders } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
import { collectSecrets } from "#lib/destination/secrets";
import type { Exchange } from "#lib/otlp/observation";
import type { Diagnosis, Stage } from "#lib/otlp/report";
import { signalFacts } from "#lib/otlp/signal";
import { secretLengthMin } from "#lib/otlp/words";

const hidden = "[hidden]";

export type Secrets = {
  /** Every form in which a secret may come back, longest first: a short one may lie within a long one. No text shows one. */
  forms: readonly string[];
  /** Those that stand nowhere in clear: `localhost` as a key is told by the endpoint already, `traces` by OTLP itself. */
  covert: readonly string[];
};

/** What a fix may say besides. */
const words = ["https", "grpc", "protobuf", "json", "none"];

export function secretsOf(destination: ProbedDestination, connections: readonly EffectiveConnection[]): Secrets {
  const { body, secrets } = collectSecrets(destination);
  const onTheWire = connections.flatMap((connection) => {
    const { authorization } = requestHeaders({ headers: [], auth: connection.auth });
    return authorization === undefined ? [] : [authorization.replace(/^\w+ /, "")];
  });
  const all = [...Object.values(secrets), ...onTheWire].flatMap(formsOf);
  const forms = [...new Set(all)].filter(({ length }) => length >= secretLengthMin);
  forms.sort((one, other) => other.length - one.length);
  // Hosts and schemes are read in lower case.
  const inClear = [...textsIn(body), ...textsIn(signalFacts), ...words].flatMap((text) => [text, text.toLowerCase()]);
  return { forms, covert: forms.filter((form) => !inClear.some((text) => text.includes(form))) };
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function formsOf(value: string): string[] {
  const quoted = JSON.stringify(value).slice(1, -1);
  const bare = value.replace(/^(bearer|basic|api-token|token)\s+/i, "");
  return [...new Set([value, bare, value.trim()])].flatMap((one) => [
    one,
    quoted,
    encodeURIComponent(one),
    one.replaceAll("%", "%25"),
    one.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"),
    Buffer.from(one).toString("base64"),
    Buffer.from(one).toString("hex"),
  ]);
}

/**
 * An exchange whose answer does not repeat a secret: before it is read, since what reads it may cut a text in the middle of one.
 * In the body each byte is replaced by one byte, so that Protobuf keeps its lengths.
 */
export function withoutSecrets(exchange: Exchange, { covert }: Secrets): Exchange {
  if (covert.length === 0) return exchange;
  const { answer, fault } = exchange;
  return {
    ...exchange,
    fault: fault && {
      ...fault,
      message: cleanText(fault.message, covert),
      ...(fault.firstBytes !== undefined && { firstBytes: maskCoded(fault.firstBytes, covert, "hex") }),
    },
    answer: answer && {
      ...answer,
      statusText: cleanText(answer.statusText, covert),
      headers: cleanHeaders(answer.headers, covert),
      trailers: cleanHeaders(answer.trailers, covert),
      body: masked(answer.body, covert),
    },
  };
}

/** Names that every server uses, whatever the secret is. Another one may be made of it: that header is not told. */
const standardName = /^(content-type|server|date|via|location|retry-after|www-authenticate|cf-ray|grpc-[a-z-]+)$/;

function cleanHeaders(headers: Record<string, string>, covert: readonly string[]): Record<string, string> {
  const told = Object.entries(headers).filter(
    ([name]) => standardName.test(name) || !covert.some((form) => name.includes(form.toLowerCase())),
  );
  return Object.fromEntries(
    told.map(([name, value]) => [
      name,
      name.endsWith("-bin") ? maskCoded(value, covert, "base64") : cleanText(value, covert),
    ]),
  );
}

function maskCoded(value: string, forms: readonly string[], coding: "base64" | "hex"): string {
  return Buffer.from(masked(Buffer.from(value, coding), forms)).toString(coding);
}

function masked(bytes: Uint8Array, forms: readonly string[]): Uint8Array {
  if (bytes.length === 0) return bytes;
  let text = Buffer.from(bytes).toString("latin1");
  for (const form of forms) {
    const raw = Buffer.from(form, "utf8").toString("latin1");
    if (text.includes(raw)) text = text.replaceAll(raw, "*".repeat(raw.length));
  }
  return Buffer.from(text, "latin1");
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
  { forms }: Secrets,
): Pick<Stage, "summary" | "evidence"> {
  return { summary: cleanText(summary, forms), evidence: cleanValues(evidence, forms) };
}

type Json = Stage["evidence"][string];

function cleanJson(value: Json, forms: readonly string[]): Json {
  if (typeof value === "string") return cleanText(value, forms);
  if (typeof value !== "object" || value === null) return value;
  return Array.isArray(value) ? value.map((one) => cleanJson(one, forms)) : cleanValues(value, forms);
}

function cleanValues(values: Record<string, Json>, forms: readonly string[]): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(values).map(([key, one]) => [key, ownKeys.has(key) ? one : cleanJson(one, forms)]),
  );
}

/** A diagnosis without secrets. A fix whose value would tell one, or has had one taken out, is not offered. */
export function cleanDiagnosis(diagnosis: Diagnosis, { forms, covert }: Secrets): Diagnosis {
  const { title, advice, fix } = diagnosis;
  const values = (fix?.changes ?? []).flatMap((change) => ("value" in change ? textsIn(change.value) : []));
  const isWhole = fix !== null && !values.some((text) => tells(text, covert));
  return {
    ...diagnosis,
    title: cleanText(title, forms),
    advice: cleanText(advice, forms),
    fix: isWhole ? { ...fix, label: cleanText(fix.label, forms) } : null,
  };
}

function tells(text: string, covert: readonly string[]): boolean {
  return /\[hidden\]|%5Bhidden%5D/i.test(text) || covert.some((form) => text.includes(form));
}

function cleanText(text: string, forms: readonly string[]): string {
  let cleaned = text;
  for (const form of forms) if (cleaned.includes(form)) cleaned = cleaned.replaceAll(form, hidden);
  return cleaned;
}
