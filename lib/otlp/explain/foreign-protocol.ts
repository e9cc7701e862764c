// What speaks on a port instead of OTLP, told by the first bytes it sends, or by its answer to a greeting (P09). Pure: knows
// protocols, no failure.
import type { Greeting } from "#lib/otlp/explain/questions";
import { isSettingsFrame } from "#lib/otlp/http2-frame";

/** What servers of text say first. Each is a form that its protocol prescribes. */
const lines: readonly [RegExp, string][] = [
  [/^SSH-\d\.\d+-/, "an SSH server"],
  [/^220[ -][^\r\n]*\bE?SMTP\b/i, "an SMTP server"],
  [/^220[ -][^\r\n]*FTP/i, "an FTP server"],
  [/^\* (OK|PREAUTH|BYE)\b[^\r\n]*IMAP/i, "an IMAP server"],
  [/^\+OK[^\r\n]*\bPOP3?\b/i, "a POP3 server"],
  [/^-(ERR (unknown command|wrong number of arguments|Protocol error)|NOAUTH |DENIED )/i, "a Redis server"],
  [/^INFO \{"server_id"/, "a NATS server"],
  [/^RFB \d{3}\.\d{3}\n/, "a VNC server"],
  [/^@RSYNCD: \d/, "an rsync server"],
  [/^RTSP\/\d\.\d /, "an RTSP server"],
  [/^SIP\/\d\.\d /, "a SIP server"],
];

/** The same for servers of bytes, in hex. */
const bytes: readonly [RegExp, string][] = [
  // Length and sequence 0, then protocol 10 and a version in digits, or an error with its number.
  [/^.{4}0000(0a3\d2e|0a3\d3\d2e|ff.{4}[2-7])/, "a MySQL server"],
  // "E", a length, and the severity of an error.
  [/^450000.{4}53(4552524f52|464154414c)00/, "a PostgreSQL server"],
  [/^414d51500[0-9]/, "an AMQP broker"],
  [/^fff[b-e]/, "a Telnet server"],
];

/** PostgreSQL answers its SSLRequest by one letter or an error, Redis a PING by one of a few words. */
const replies: Record<Greeting, [RegExp, string] | null> = {
  nothing: null,
  postgresql: [/^(53|4e|450000.*)$/, "a PostgreSQL server"],
  redis: [
    /^(2b504f4e470d0a|2d(4e4f41555448|4e4f5045524d|4c4f4144494e47|4d4153544552444f574e|44454e494544)20)/,
    "a Redis server",
  ],
};

/** Bytes are hex, as everywhere in what was seen. null = no protocol that is known here. */
export function nameOfProtocol(firstBytes: string): string | null {
  const text = textOf(firstBytes);
  const known = lines.find(([mark]) => mark.test(text)) ?? bytes.find(([mark]) => mark.test(firstBytes));
  return known?.[1] ?? null;
}

export function nameOfReply(say: Greeting, firstBytes: string): string | null {
  const known = replies[say];
  return known?.[0].test(firstBytes) ? known[1] : nameOfProtocol(firstBytes);
}

/** Neither HTTP nor HTTP/2 nor a TLS record: something else speaks here, named or not. */
export function isForeign(firstBytes: string): boolean {
  if (isSettingsFrame(firstBytes) || /^.{6}07..0{8}/.test(firstBytes)) return false;
  // "HTTP/", and the records of TLS for alert and handshake.
  return !/^(485454502f|1503|1603)/.test(firstBytes);
}

/** What can be read of it, for show. */
export function readable(firstBytes: string): string {
  const text = textOf(firstBytes)
    .replace(/[^\x20-\x7e]+/g, " ")
    .trim();
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function textOf(firstBytes: string): string {
  return Buffer.from(firstBytes, "hex").toString("latin1");
}
