// The `tls` of a Collector's exporter. A file that it names is a hole: Outspan reads none.

import { holeText } from "#lib/destination/hole";
import type { Tls, Transport } from "#lib/destination/schema";
import { collectorValue } from "#lib/format/collector/value";
import type { Cursor } from "#lib/format/cursor";

export type ReadTls = { tls: Tls; isInsecure: boolean };

const asideReasons: Record<string, string> = {
  min_version: "Outspan takes the newest TLS that both sides speak",
  max_version: "Outspan takes the newest TLS that both sides speak",
  cipher_suites: "Outspan leaves the ciphers to both sides",
  include_insecure_cipher_suites: "Outspan leaves the ciphers to both sides",
  curve_preferences: "Outspan leaves the curves to both sides",
  reload_interval: "it is about the Collector’s files",
  tpm: "it is about the Collector’s machine",
};

type Field = "ca" | "clientCert" | "clientKey";
const materials: Record<string, [Field, string]> = {
  ca: ["ca", "CA"],
  cert: ["clientCert", "CERT"],
  key: ["clientKey", "KEY"],
};

export function readTls(settings: Cursor, transport: Transport): ReadTls {
  const read: ReadTls = { tls: {}, isInsecure: false };
  for (const entry of settings.entries()) readEntry(entry, transport, read);
  return read;
}

function readEntry(entry: Cursor, transport: Transport, read: ReadTls): void {
  const [, material = "", kind] = /^(ca|cert|key)_(file|pem)$/.exec(entry.key) ?? [];
  const [field, name] = materials[material] ?? [];
  const why = Object.hasOwn(asideReasons, entry.key) ? asideReasons[entry.key] : undefined;
  if (field !== undefined && kind === "file") {
    if (entry.text("Enter what the file holds, PEM: Outspan does not read it"))
      read.tls[field] = holeText(`${name}_FILE`);
  } else if (field !== undefined) {
    const pem = entry.text("PEM");
    if (pem !== null) read.tls[field] = collectorValue(pem);
  } else if (entry.key === "insecure") {
    if (transport === "http") entry.ignored("over HTTP the scheme of the URL decides on TLS");
    else read.isInsecure = entry.flag("true: plain text") ?? false;
  } else if (entry.key === "insecure_skip_verify") {
    if (entry.flag("Whether the certificate is verified")) read.tls.skipVerify = true;
  } else if (entry.key === "server_name_override") {
    const serverName = entry.text("Name that the certificate has to be for");
    if (serverName) read.tls.serverName = collectorValue(serverName);
  } else if (entry.key === "include_system_ca_certs_pool") {
    entry.flag("Outspan trusts the usual authorities too, always");
  } else if (why !== undefined) entry.ignored(why);
  else entry.unknown("The Collector knows no such setting of TLS");
}
