// What a key looks like: `outspan_`, 256 random bits in base 62, and a checksum by which a scanner knows one without asking us.
import { hash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

const start = "outspan_";
const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const secretLength = 43;
const checkLength = 6;
const shape = new RegExp(`^${start}[${digits}]{${secretLength + checkLength}}$`);
/** Of the secret, so many stand beside the name, so that people tell keys apart. */
const shownLength = 4;

export type KeyText = { key: string; hash: string; prefix: string };

export function newKey(random: (bytes: number) => Buffer = randomBytes): KeyText {
  const secret = inBase62(BigInt(`0x${random(32).toString("hex")}`), secretLength);
  const key = start + secret + checkOf(secret);
  return { key, hash: hashKey(key), prefix: key.slice(0, start.length + shownLength) };
}

/** Whether it can be one of ours at all: a mistyped one is refused without a look into the database. */
export function isKeyText(text: string): boolean {
  if (!shape.test(text)) return false;
  const end = start.length + secretLength;
  return text.slice(end) === checkOf(text.slice(start.length, end));
}

/** Of 256 random bits a plain hash is enough: there is nothing to guess. */
export function hashKey(key: string): string {
  return hash("sha256", key, "hex");
}

function checkOf(secret: string): string {
  return inBase62(BigInt(crc32(start + secret)), checkLength);
}

function inBase62(value: bigint, length: number): string {
  let text = "";
  for (let rest = value; rest > 0n; rest /= 62n) text = digits.charAt(Number(rest % 62n)) + text;
  return text.padStart(length, "0");
}
