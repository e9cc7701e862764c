// Makes throw-away certificate authorities and certificates for tests, with node:crypto alone: no openssl on the machine is
// needed, and expired or misnamed ones are one argument away. P-256 keys, ECDSA with SHA-256, X.509 v3 written as DER here.
import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIPv4 } from "node:net";

/** PEM, both. */
export type KeyPair = { cert: string; key: string };
export type Authority = KeyPair & { name: string };

type Extra = {
  names?: string[];
  usage?: "server" | "client";
  validFrom?: Date;
  validTo?: Date;
  /** Where the certificate says that its issuer's is to be had (authority information access). */
  issuerUrl?: string;
};

const dayMs = 86_400_000;

export function makeAuthority(name: string): Authority {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const extensions = [
    extension("551d13", sequence(Buffer.from("0101ff", "hex")), true),
    extension("551d0f", bits(0x06, 1), true),
  ];
  const cert = certificate({ subject: name, issuer: name, publicKey, signer: privateKey, extensions, validity: {} });
  return { name, cert, key: pemKey(privateKey) };
}

/** `names` are DNS names or IPv4 addresses; valid from yesterday for ten days unless told otherwise. */
export function issue(authority: Authority, commonName: string, extra: Extra = {}): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const purpose = extra.usage === "client" ? "2b06010505070302" : "2b06010505070301";
  const extensions = [extension("551d25", sequence(tag(0x06, Buffer.from(purpose, "hex"))))];
  if (extra.names?.length) extensions.push(extension("551d11", sequence(...extra.names.map(alternativeName))));
  if (extra.issuerUrl !== undefined) extensions.push(extension("2b06010505070101", issuerAccess(extra.issuerUrl)));
  const signer = createPrivateKey(authority.key);
  const cert = certificate({
    subject: commonName,
    issuer: authority.name,
    publicKey,
    signer,
    extensions,
    validity: extra,
  });
  return { cert, key: pemKey(privateKey) };
}

/** A server certificate that vouches for itself, as a quick `openssl req -x509` makes it. */
export function selfSigned(commonName: string, names: string[]): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const extensions = [extension("551d11", sequence(...names.map(alternativeName)))];
  const subject = { subject: commonName, issuer: commonName };
  const cert = certificate({ ...subject, publicKey, signer: privateKey, extensions, validity: {} });
  return { cert, key: pemKey(privateKey) };
}

function certificate(parts: {
  subject: string;
  issuer: string;
  publicKey: KeyObject;
  signer: KeyObject;
  extensions: Buffer[];
  validity: Extra;
}): string {
  const from = parts.validity.validFrom ?? new Date(Date.now() - dayMs);
  const to = parts.validity.validTo ?? new Date(Date.now() + 10 * dayMs);
  const algorithm = sequence(tag(0x06, Buffer.from("2a8648ce3d040302", "hex")));
  const body = sequence(
    tag(0xa0, tag(0x02, Buffer.from([2]))),
    tag(0x02, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    distinguishedName(parts.issuer),
    sequence(time(from), time(to)),
    distinguishedName(parts.subject),
    parts.publicKey.export({ type: "spki", format: "der" }),
    tag(0xa3, sequence(...parts.extensions)),
  );
  const signature = sign("sha256", body, parts.signer);
  const der = sequence(body, algorithm, tag(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function tag(number: number, content: Buffer): Buffer {
  const size = content.length;
  if (size < 128) return Buffer.concat([Buffer.from([number, size]), content]);
  return Buffer.concat([
    Buffer.from(size < 256 ? [number, 0x81, size] : [number, 0x82, size >> 8, size & 255]),
    content,
  ]);
}

function sequence(...parts: Buffer[]): Buffer {
  return tag(0x30, Buffer.concat(parts));
}

function distinguishedName(commonName: string): Buffer {
  const attribute = sequence(tag(0x06, Buffer.from("550403", "hex")), tag(0x0c, Buffer.from(commonName)));
  return sequence(tag(0x31, attribute));
}

function time(at: Date): Buffer {
  return tag(0x18, Buffer.from(`${at.toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z`));
}

function alternativeName(name: string): Buffer {
  return isIPv4(name) ? tag(0x87, Buffer.from(name.split(".").map(Number))) : tag(0x82, Buffer.from(name));
}

/** The access method of CA issuers, and a URL. */
function issuerAccess(url: string): Buffer {
  return sequence(sequence(tag(0x06, Buffer.from("2b06010505073002", "hex")), tag(0x86, Buffer.from(url))));
}

function bits(byte: number, unused: number): Buffer {
  return tag(0x03, Buffer.from([unused, byte]));
}

function extension(oid: string, value: Buffer, critical = false): Buffer {
  const parts = [
    tag(0x06, Buffer.from(oid, "hex")),
    ...(critical ? [Buffer.from("0101ff", "hex")] : []),
    tag(0x04, value),
  ];
  return sequence(...parts);
}

function pemKey(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}
