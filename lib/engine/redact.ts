// Takes the secrets of a destination out of what is told about a probe (R3.10): servers repeat the key they refuse, in bodies,
// headers and status texts, quoted, escaped or encoded. The last look before anything leaves the engine.
import type { EffectiveConnection } from "#lib/destination/resolve";
import { requestHeaders } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
import { collectSecrets } from "#lib/destination/secrets";

const hidden = "[hidden]";
/** Shorter ones occur in every text by chance: hiding them would hide the evidence and tell their place. */
const secretLengthMin = 3;

/** Every form in which a secret of this destination may come back, longest first. */
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
