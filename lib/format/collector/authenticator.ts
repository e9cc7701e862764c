// The Collector's authentication extensions as an Auth. Reads no file: what stands in one is a hole.

import { holeText } from "#lib/destination/hole";
import type { Auth } from "#lib/destination/schema";
import { transportOf, typeOf } from "#lib/format/collector/exporter-names";
import { collectorValue } from "#lib/format/collector/value";
import type { Cursor } from "#lib/format/cursor";
import type { HeaderRow } from "#lib/format/headers";
import type { Located } from "#lib/format/located";

/** An authentication, or the header that a token with a scheme or a header of its own comes to. */
export type Authenticator = { auth: Auth } | { row: HeaderRow };

const readers: Record<string, (extension: Cursor) => Authenticator | null> = {
  basicauth: basic,
  bearertokenauth: bearer,
  oauth2client,
  sigv4auth: sigv4,
  googleclientauth: google,
};

/** null: none that Outspan has; marked as such. */
export function readAuthenticator(extension: Cursor): Authenticator | null {
  const read = Object.hasOwn(readers, typeOf(extension.key)) ? readers[typeOf(extension.key)] : undefined;
  if (read !== undefined) return read(extension);
  const passesOn = typeOf(extension.key) === "headers_setter";
  extension.ignored(passesOn ? "Outspan passes on no headers of its senders" : "Outspan has no such authentication");
  return null;
}

export function isAuthenticator(id: string): boolean {
  return Object.hasOwn(readers, typeOf(id)) || typeOf(id) === "headers_setter";
}

/** The extensions that OTLP exporters name. */
export function usedAuthenticators(exporters: Located | undefined): Set<string> {
  const inside = (node: Located | undefined, key: string) =>
    node?.kind === "map" ? node.entries.find((entry) => entry.key === key)?.value : undefined;
  const entries = exporters?.kind === "map" ? exporters.entries : [];
  return new Set(
    entries.flatMap(({ key, value }) => {
      const id = inside(inside(value, "auth"), "authenticator");
      return transportOf(key) === null || id?.kind !== "scalar" ? [] : String(id.value).trim();
    }),
  );
}

/** The values of an extension by name, `${…}` as holes. A name that ends in _file is the hole that its text belongs in. */
function valuesOf(extension: Cursor, known: readonly string[], note = ""): Map<string, string> {
  const values = new Map<string, string>();
  for (const entry of extension.entries()) {
    const [name = "", field] = entry.key.endsWith("_file") ? [entry.key.slice(0, -5), "file"] : [entry.key];
    if (!known.includes(name)) continue;
    const text = entry.text(field === undefined ? note : "Enter what the file holds: Outspan does not read it");
    if (text === null) continue;
    values.set(name, field === undefined ? collectorValue(text) : holeText(name.toUpperCase()));
  }
  return values;
}

/** What nobody read of an extension. */
function markRest(extension: Cursor, known: readonly string[], why: string): void {
  for (const entry of extension.entries()) {
    if (!known.includes(entry.key) && !known.includes(entry.key.replace(/_file$/, ""))) entry.ignored(why);
  }
}

function basic(extension: Cursor): Authenticator | null {
  const client = extension.at("client_auth");
  markRest(extension, ["client_auth"], "it is for what the Collector receives");
  if (client === null) return null;
  const known = ["username", "password"];
  const values = valuesOf(client, known);
  markRest(client, known, "Outspan has nothing for it");
  return { auth: { type: "basic", username: values.get("username") ?? "", password: values.get("password") ?? "" } };
}

function bearer(extension: Cursor): Authenticator | null {
  const known = ["token", "scheme", "header", "filename", "tokens"];
  const values = valuesOf(extension, ["token", "scheme", "header"]);
  const file = extension.at("filename")?.text("Enter what the file holds: Outspan does not read it") ?? null;
  extension.at("tokens")?.ignored("they are for what the Collector receives");
  markRest(extension, known, "it is about the Collector’s file");
  const token = file === null ? values.get("token") : holeText("TOKEN");
  if (token === undefined) return null;
  const scheme = values.get("scheme") ?? "Bearer";
  const header = values.get("header") ?? "Authorization";
  if (/^bearer$/i.test(scheme) && /^authorization$/i.test(header)) return { auth: { type: "bearer", token } };
  return { row: { name: header, value: scheme === "" ? token : `${scheme} ${token}` } };
}

function oauth2client(extension: Cursor): Authenticator {
  const known = ["client_id", "client_secret", "token_url"];
  const values = valuesOf(extension, known);
  const scopes = extension.at("scopes");
  const parameters = extension.at("endpoint_params");
  markRest(extension, [...known, "scopes", "endpoint_params"], "Outspan fetches its tokens in its own way");
  const audience = parameters?.at("audience");
  const listed = audience?.node.kind === "list" ? audience.items()[0] : audience;
  const audienceText = listed?.text("") ?? null;
  if (parameters) markRest(parameters, ["audience"], "Outspan asks for a token with scopes and audience alone");
  const scopeTexts = (scopes === null ? [] : scopes.node.kind === "list" ? scopes.items() : [scopes]).flatMap(
    (item) => item.text("") ?? [],
  );
  return {
    auth: {
      type: "oauth2",
      tokenUrl: values.get("token_url") ?? "",
      clientId: values.get("client_id") ?? "",
      clientSecret: values.get("client_secret") ?? "",
      ...(scopeTexts.length > 0 ? { scopes: scopeTexts.map(collectorValue) } : {}),
      ...(audienceText === null ? {} : { audience: collectorValue(audienceText) }),
    },
  };
}

function sigv4(extension: Cursor): Authenticator {
  const known = ["region", "service"];
  const note = "Signed with the machine’s own AWS credentials, as the Collector does; or enter keys";
  const values = valuesOf(extension, known, note);
  markRest(extension, known, "Outspan signs with the keys as they are and assumes no role");
  const region = values.get("region");
  const service = values.get("service");
  return {
    auth: {
      type: "sigv4",
      ...(region === undefined ? {} : { region }),
      ...(service === undefined ? {} : { service }),
      credentials: "host",
    },
  };
}

function google(extension: Cursor): Authenticator {
  markRest(extension, [], "Outspan fetches its tokens in its own way");
  if (extension.node.kind === "scalar") extension.understood("Enter the key file of a service account");
  return { auth: { type: "google", serviceAccount: holeText("GOOGLE_APPLICATION_CREDENTIALS") } };
}
