// What programs are told of a connection in like ways: headers, with the authentication as one of them, and files for its certificates.
// `asked` gets what nobody but the reader of the text has: a path, the base64 of a whole.

import { holeText } from "#lib/destination/hole";
import type { EffectiveConnection } from "#lib/destination/resolve";
import type { Tls } from "#lib/destination/schema";
import type { HeaderRow } from "#lib/format/headers";

/** Rows as they go on the wire; the base64 of Basic is one placeholder, since the password inside it is one. */
export function headerRows({ headers, auth, from }: EffectiveConnection, asked: Map<string, string>): HeaderRow[] {
  const rows = headers.flatMap(({ name, value }) => (value === null ? [] : [{ name, value }]));
  const isOwn = rows.some(({ name }) => name.toLowerCase() === "authorization");
  if (isOwn || (auth.type !== "bearer" && auth.type !== "basic")) return rows;
  if (auth.type === "bearer") return [...rows, { name: "Authorization", value: `Bearer ${auth.token ?? ""}` }];
  const name = `${prefixOf(from.auth)}BASIC_CREDENTIALS`;
  asked.set(name, `the base64 of ${auth.username}:, then the password`);
  return [...rows, { name: "Authorization", value: `Basic ${holeText(name)}` }];
}

type Paths = Record<"ca" | "clientCert" | "clientKey", string | null>;

/** A placeholder for the path of each file that there has to be. */
export function certificatePaths({ tls, target, from }: EffectiveConnection, asked: Map<string, string>): Paths {
  const path = (field: keyof Tls, name: string, words: string): string | null => {
    if (!target.tls || !tls[field]) return null;
    const placeholder = `${prefixOf(from.tls)}${name}`;
    asked.set(placeholder, `the path of a file with ${words}, PEM`);
    return holeText(placeholder);
  };
  return {
    ca: path("ca", "CA_PATH", "the custom CA"),
    clientCert: path("clientCert", "CLIENT_CERT_PATH", "the client certificate"),
    clientKey: path("clientKey", "CLIENT_KEY_PATH", "the client key"),
  };
}

/** Of the connection that a part comes from. */
function prefixOf(pointer: string): string {
  const signal = /^\/signals\/(\w+)\//.exec(pointer)?.[1];
  return signal === undefined ? "" : `${signal.toUpperCase()}_`;
}
