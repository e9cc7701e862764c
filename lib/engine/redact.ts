// Takes the secrets of a destination out of what is told about a probe (R3.10): servers repeat the key they refuse, in bodies,
// headers and status texts, quoted, escaped or encoded. The last look before anything leaves the engine.
import type { EffectiveConnection } from "#lib/destination/resolve";
import { requestHeaders } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
import { collectSecrets } from "#lib/destination/secrets";
import type { Exchange } from "#lib/otlp/observation";

const hidden = "[hidden]";
/** Shorter ones occur in every text by chance: hiding them would hide the evidence and tell their place. */
const secretLengthMin = 3;

/** Every form in which a secret of this destination may come back, longest first: a short one may lie within a long one. */
export function secretForms(destination: ProbedDestination, connections: readonly EffectiveConnection[]): string[] {
  const values = Object.values(collectSecrets(destination).secrets);
  const onTheWire = connections.flatMap((connection) => {
    const { authorization } = requestHeaders({ headers: [], auth: connection.auth });
    return authorization === undefined ? [] : [authorization.replace(/^\w+ /, "")];
  });
  const forms = new Set([...values, ...onTheWire].flatMap(formsOf).filter(({ length }) => length >= secretLengthMin));
  return [...forms].sort((one, other) => other.length - one.length);
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
export function withoutSecrets(exchange: Exchange, forms: readonly string[]): Exchange {
  if (forms.length === 0) return exchange;
  const { answer, fault } = exchange;
  return {
    ...exchange,
    fault: redacted(fault, forms),
    answer: answer && {
      ...answer,
      statusText: cleanText(answer.statusText, forms),
      headers: redacted(answer.headers, forms),
      trailers: Object.fromEntries(
        Object.entries(answer.trailers).map(([name, value]) => [
          name,
          name.endsWith("-bin") ? maskBase64(value, forms) : cleanText(value, forms),
        ]),
      ),
      body: masked(answer.body, forms),
    },
  };
}

function maskBase64(value: string, forms: readonly string[]): string {
  return Buffer.from(masked(Buffer.from(value, "base64"), forms)).toString("base64");
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

/** The same value with every form of a secret replaced, in keys too. */
export function redacted<T>(value: T, forms: readonly string[]): T {
  return (forms.length === 0 ? value : clean(value, forms)) as T;
}

function clean(value: unknown, forms: readonly string[]): unknown {
  if (typeof value === "string") return cleanText(value, forms);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => clean(one, forms));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [cleanText(key, forms), clean(one, forms)]));
}

function cleanText(text: string, forms: readonly string[]): string {
  let cleaned = text;
  for (const form of forms) if (cleaned.includes(form)) cleaned = cleaned.replaceAll(form, hidden);
  return cleaned;
}
