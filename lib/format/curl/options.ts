// The options of curl and grpcurl: which take a value, and which word is whose. Knows what none of them means.
import type { Word } from "#lib/format/curl/words";
import type { Lines } from "#lib/format/marks";

export type Option = {
  /** The long name of curl; grpcurl's own. */
  name: string;
  value: string | null;
  at: Lines;
  /** The value's own lines. */
  valueAt: Lines;
  isKnown: boolean;
};

export type Parsed = { options: Option[]; operands: Word[] };

const shortNames: Record<string, string> = {
  A: "user-agent",
  d: "data",
  E: "cert",
  G: "get",
  H: "header",
  k: "insecure",
  m: "max-time",
  u: "user",
  x: "proxy",
  X: "request",
};

const shortWithValue = "AbcCdDeEFHKmoPQrtTuUwxXyYz";
const shortWithout = "0123468afgGiIjJklLMnNOpqRsSvVZ#:";

const longWithValue = new Set(
  `abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to continue-at
  cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary data-raw data-urlencode delegation dns-interface
  dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header ech egd-file engine etag-compare etag-save expect100-timeout form
  form-string happy-eyeballs-timeout-ms header hostpubmd5 hostpubsha256 hsts interface ip-tos ipfs-gateway json keepalive-time
  keepalive-cnt key key-type krb limit-rate local-port login-options max-filesize max-redirs max-time netrc-file next-protos noproxy
  oauth2-bearer output output-dir parallel-max pass pinnedpubkey preproxy proto proto-default proto-redir proxy proxy-cacert proxy-cert
  proxy-header proxy-key proxy-user proxy1.0 quote random-file range rate referer request request-target resolve retry retry-delay
  retry-max-time service-name socks4 socks4a socks5 socks5-hostname speed-limit speed-time stderr time-cond tls-max tls13-ciphers
  trace trace-ascii unix-socket upload-file url url-query user user-agent variable vlan-priority write-out`.split(
    /\s+/,
  ),
);

const longWithout = new Set(
  `anyauth append basic compressed create-dirs digest disable fail fail-early fail-with-body false-start get globoff head help
  http0.9 http1.0 http1.1 http2 http2-prior-knowledge http3 http3-only include insecure ipv4 ipv6 junk-session-cookies location
  location-trusted manual negotiate next no-alpn no-buffer no-keepalive no-progress-meter no-sessionid ntlm parallel path-as-is
  post301 post302 post303 progress-bar proxy-insecure proxytunnel raw remote-name remote-time retry-all-errors retry-connrefused
  show-error show-headers silent ssl-no-revoke ssl-reqd styled-output suppress-connect-headers tcp-fastopen tcp-nodelay tlsv1
  tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding trace-time verbose version`.split(/\s+/),
);

export function curlOptions(words: readonly Word[]): Parsed {
  const parsed: Parsed = { options: [], operands: [] };
  let at = 0;
  while (at < words.length) {
    const word = words[at];
    at += 1;
    if (word === undefined) break;
    const next = words[at];
    if (/^--\w/.test(word.text)) {
      if (addLong(parsed, word, next, longWithValue, longWithout)) at += 1;
    } else if (/^-[^-]/.test(word.text)) {
      if (addShort(parsed, word, next)) at += 1;
    } else parsed.operands.push(word);
  }
  return parsed;
}

/** Whether the next word was its value. */
function addLong(
  { options }: Parsed,
  word: Word,
  next: Word | undefined,
  withValue: ReadonlySet<string>,
  without: ReadonlySet<string>,
): boolean {
  const [, name = "", attached] = /^--?([\w.-]+)(?:=([\s\S]*))?$/.exec(word.text) ?? [];
  const isValued = withValue.has(name);
  const value = attached ?? (isValued ? (next?.text ?? "") : null);
  const isNext = attached === undefined && isValued && next !== undefined;
  const isKnown = isValued || without.has(name) || without.has(name.replace(/^no-/, ""));
  options.push({ name, value, at: word.at, valueAt: isNext ? next.at : word.at, isKnown });
  return isNext;
}

/** Several in one word; what follows one that takes a value is that. */
function addShort({ options }: Parsed, word: Word, next: Word | undefined): boolean {
  const letters = word.text.slice(1);
  for (const [index, letter] of [...letters.slice(0, 60)].entries()) {
    const name = shortNames[letter] ?? letter;
    if (!shortWithValue.includes(letter)) {
      const isKnown = shortWithout.includes(letter);
      options.push({ name, value: null, at: word.at, valueAt: word.at, isKnown });
      continue;
    }
    const attached = letters.slice(index + 1);
    const value = attached === "" ? (next?.text ?? "") : attached;
    const isNext = attached === "" && next !== undefined;
    options.push({ name, value, at: word.at, valueAt: isNext ? next.at : word.at, isKnown: true });
    return isNext;
  }
  return false;
}

const grpcWithValue = new Set(
  `H rpc-header reflect-header d import-path proto protoset protoset-out proto-out-dir cacert cert key servername authority max-time
  connect-timeout format max-msg-sz user-agent keepalive-time`.split(/\s+/),
);
const grpcWithout = new Set(
  `plaintext insecure alts v vv version help emit-defaults expand-headers allow-unknown-fields use-reflection unix
  msg-template format-error`.split(/\s+/),
);

/** One dash or two mean the same. */
export function grpcurlOptions(words: readonly Word[]): Parsed {
  const parsed: Parsed = { options: [], operands: [] };
  let at = 0;
  while (at < words.length) {
    const word = words[at];
    at += 1;
    if (word === undefined) break;
    if (!/^--?[A-Za-z]/.test(word.text)) parsed.operands.push(word);
    else if (addLong(parsed, word, words[at], grpcWithValue, grpcWithout)) at += 1;
  }
  return parsed;
}
