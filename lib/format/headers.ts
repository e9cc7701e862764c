// Header rows of any format as a connection holds them: an Authorization that is Basic or Bearer becomes authentication, and a header that
// is known to hold no secret is readable. Values are kept as they are; nothing of them is ever told.

import { holesIn } from "#lib/destination/hole";
import { base64 } from "#lib/destination/resolve";
import type { Auth, Header } from "#lib/destination/schema";
import { presets } from "#lib/preset/records";

export type HeaderRow = { name: string; value: string };

/** The later of two rows of one name counts, as on the wire. Empty parts are left out. */
export function connectionHeaders(rows: readonly HeaderRow[]): { headers?: Header[]; auth?: Auth } {
  const byName = new Map(rows.map((row) => [row.name.toLowerCase(), row]));
  const authorization = byName.get("authorization");
  const auth = authorization === undefined ? null : authOf(authorization.value);
  if (auth !== null) byName.delete("authorization");
  const headers = [...byName.values()].map(({ name, value }): Header => {
    return isReadable(name) ? { name, value, secret: false } : { name, value };
  });
  return { ...(headers.length > 0 ? { headers } : {}), ...(auth === null ? {} : { auth }) };
}

/** null: some other scheme, or one that does not decode; it stays a header as it is. */
function authOf(value: string): Auth | null {
  const [, scheme = "", rest = ""] = /^\s*(\S+)\s+(\S+)\s*$/.exec(value) ?? [];
  if (/^bearer$/i.test(scheme)) return { type: "bearer", token: rest };
  if (!/^basic$/i.test(scheme) || holesIn(rest).length > 0) return null;
  const decoded = fromBase64(rest);
  const colon = decoded?.indexOf(":") ?? -1;
  if (decoded === null || colon < 0) return null;
  return { type: "basic", username: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

/** null where writing it again would not give the same. */
function fromBase64(text: string): string | null {
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const decoded = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return base64(decoded).replace(/=+$/, "") === text.replace(/=+$/, "") ? decoded : null;
  } catch {
    return null;
  }
}

let readable: ReadonlySet<string> | null = null;

/** Named by a backend, and by none as a secret. */
function isReadable(name: string): boolean {
  if (readable === null) {
    const rows = presets().flatMap(({ headers }) => headers ?? []);
    const secret = new Set(rows.filter((row) => row.secret).map((row) => row.name.toLowerCase()));
    const names = rows.map((row) => row.name.toLowerCase());
    readable = new Set(names.filter((one) => !secret.has(one)));
  }
  return readable.has(name.toLowerCase());
}
