// In which forms a secret goes out and may come back: as it was typed, as a form or Basic carries it, in hex and base64. Pure; what finds
// them in a text is secret-finder.ts, which undoes escapes and compares letters in any case.
import { readServiceAccount } from "#lib/destination/token-endpoint";
import { secretLengthMin } from "#lib/otlp/words";

/** Of a service account's file only its key is secret; the rest, a token URL among it, is told. A file of another kind is wholly. */
export function keysIn(file: string): string[] {
  const account = readServiceAccount(file);
  if (account === null) return [file];
  return [account.privateKey.replace(/-----[A-Z ]+-----/g, "").replace(/\s+/g, ""), account.keyId ?? ""];
}

/** As a form carries it, and as the user name and password of Basic do (RFC 6749 §2.3.1). */
export function clientForms(id: string, secret: string): string[] {
  const basic = `${formEncoded(id)}:${formEncoded(secret)}`;
  const posted = new URLSearchParams({ "": secret }).toString().slice(1);
  return [encodeURIComponent(secret), posted, formEncoded(secret), Buffer.from(basic).toString("base64")];
}

/** Every sign beside letters and digits, as oauth4webapi writes it. */
function formEncoded(text: string): string {
  const percent = (sign: string) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text)
    .replaceAll("%20", "+")
    .replace(/[-_.!~*'()]/g, percent);
}

/** The value, what stands behind its scheme, and the password in it. */
export function valuesIn(value: string): string[] {
  const bare = value.trim().replace(/^(bearer|basic|api-token|token)\s+/i, "");
  const password = /^\s*basic\s/i.test(value)
    ? Buffer.from(bare, "base64")
        .toString()
        .replace(/^[^:]*:/, "")
    : bare;
  return [...new Set([value, value.trim(), bare, password])].filter(({ length }) => length >= secretLengthMin);
}

/** Escapes are undone, and letters compared in any case, where secrets are looked for: these are the codings beside that. */
export function formsOf(value: string): string[] {
  return [
    value,
    value.toLowerCase(),
    value.toUpperCase(),
    value.replaceAll(" ", "+"),
    ...bareOf(value),
    Buffer.from(value).toString("hex"),
    ...base64Of(value).flatMap((one) => [one, one.replaceAll("+", "-").replaceAll("/", "_")]),
  ];
}

/** What is left of shorter ones occurs by chance. */
const bareMin = 8;

/** Without its dashes and other signs, as some write an id again. Turned around, or as numbers of its characters, is not looked for. */
function bareOf(value: string): string[] {
  const bare = value.replace(/[^\p{L}\p{N}]/gu, "");
  return bare === value || bare.length < bareMin ? [] : [bare];
}

/** Shorter pieces of base64 occur by chance. */
const base64PieceMin = 8;

/** Alone, and as it reads within something longer: what its own bits decide, at each of the three places it may begin. */
function base64Of(value: string): string[] {
  const pieces = [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(value)]);
    return bytes.toString("base64").slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
  });
  const alone = Buffer.from(value).toString("base64").replace(/=+$/, "");
  return [alone, ...pieces.filter(({ length }) => length >= base64PieceMin)];
}
