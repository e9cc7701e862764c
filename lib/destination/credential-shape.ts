// The form of the credentials that a connection sends, without their values: quotes, escapes, a scheme twice, Basic that is no
// base64 (C08–C12). What a form means after a refusal, lib/otlp/explain says.
import { hasInvisible } from "#lib/destination/check-value";
import { isPercentEncoded } from "#lib/destination/hint";
import type { EffectiveConnection } from "#lib/destination/resolve";

export type BasicForm = "raw" | "undecodable" | "line-break" | "no-colon" | "fine";

export type CredentialShape = {
  /** JSON Pointer of the value, for a transform. */
  pointer: string;
  /** Of the header that carries it, in lower case. */
  header: string;
  /** Where the value was typed: a header's whole value, a bare token, or a password. */
  field: "header" | "token" | "password";
  /** Quotes around the value, or around what stands behind the scheme. */
  isQuoted: boolean;
  isPercentEncoded: boolean;
  /** The escapes hide the space behind the scheme: no server can read that. */
  isSchemeEscaped: boolean;
  /** "Bearer Bearer …", or Bearer in a field that adds it. */
  isBearerTwice: boolean;
  isBearerColon: boolean;
  /** Authorization without a scheme. */
  isBare: boolean;
  /** The scheme on the wire; "other" for a word that is not a known one, and may be part of a secret. */
  scheme: string | null;
  /** Of a value behind Basic. */
  basic: BasicForm | null;
  /** Invisible characters or blanks of another kind, or letters beyond ASCII. */
  isDirty: boolean;
  /** A part of the world that the key names by its own form. */
  region: "eu" | null;
};

const schemes = ["bearer", "basic", "api-token", "apikey", "api-key", "token", "splunk", "key", "dsn", "digest"];
const quoted = /^(["'`]).+\1$/s;

/** One entry for each secret of the connection that is a header of its requests. */
export function credentialShapes({ headers, auth, from }: EffectiveConnection): CredentialShape[] {
  const rows = headers.flatMap(({ name, value, secret }, index) => {
    const isCredential = secret !== false || name.toLowerCase() === "authorization";
    if (!isCredential || value === null) return [];
    return [headerShape(`${from.headers}/headers/${index}/value`, name.toLowerCase(), value)];
  });
  if (auth.type === "bearer" && auth.token !== null)
    return [...rows, tokenShape(`${from.auth}/auth/token`, auth.token)];
  if (auth.type === "basic" && auth.password !== null) {
    return [...rows, passwordShape(`${from.auth}/auth/password`, auth.password)];
  }
  return rows;
}

function headerShape(pointer: string, header: string, value: string): CredentialShape {
  const isAuthorization = header === "authorization";
  const [word = "", ...rest] = value.split(/ +/);
  const hasScheme = isAuthorization && rest.length > 0;
  const isColon = isAuthorization && /^bearer:/i.test(value);
  const credential = hasScheme ? value.slice(word.length).trim() : value;
  return {
    ...plain(pointer, header, "header", credential),
    isSchemeEscaped: isAuthorization && /^["']?(?:bearer|basic|api-token|apikey)(?:%20|\+)/i.test(value),
    isBearerTwice: isAuthorization && /^bearer[ :]+bearer\b/i.test(value),
    isBearerColon: isColon,
    isBare: isAuthorization && !hasScheme && !isColon,
    scheme: hasScheme ? schemeOf(word) : null,
    basic: hasScheme && /^basic$/i.test(word) ? basicForm(credential) : null,
  };
}

function tokenShape(pointer: string, token: string): CredentialShape {
  return {
    ...plain(pointer, "authorization", "token", token),
    isBearerTwice: /^bearer[ :]/i.test(token),
    scheme: "bearer",
  };
}

function passwordShape(pointer: string, password: string): CredentialShape {
  return { ...plain(pointer, "authorization", "password", password), scheme: "basic", basic: "fine" };
}

function plain(pointer: string, header: string, field: CredentialShape["field"], credential: string): CredentialShape {
  return {
    pointer,
    header,
    field,
    isQuoted: quoted.test(credential),
    isPercentEncoded: isPercentEncoded(credential),
    isSchemeEscaped: false,
    isBearerTwice: false,
    isBearerColon: false,
    isBare: false,
    scheme: null,
    basic: null,
    isDirty: hasInvisible(credential) || /[\p{Zs}]/u.test(credential.replaceAll(" ", "")),
    // New Relic's license keys begin so: eu01xx…
    region: /^eu\d\dxx/i.test(credential) ? "eu" : null,
  };
}

function schemeOf(word: string): string {
  const lower = word.toLowerCase();
  return schemes.includes(lower) ? lower : "other";
}

function basicForm(credential: string): BasicForm {
  if (credential.includes(":")) return "raw";
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(credential)) return "undecodable";
  const bytes = Uint8Array.from(atobOrNothing(credential.replaceAll("-", "+").replaceAll("_", "/")), byteOf);
  const text = new TextDecoder().decode(bytes);
  if (/^[^\p{Cc}\ufffd]+\r?\n$/u.test(text) && text.includes(":")) return "line-break";
  if (text === "" || /[\p{Cc}\ufffd]/u.test(text)) return "undecodable";
  return text.includes(":") ? "fine" : "no-colon";
}

function atobOrNothing(text: string): string {
  try {
    return atob(text);
  } catch {
    return "";
  }
}

function byteOf(character: string): number {
  return character.charCodeAt(0);
}
