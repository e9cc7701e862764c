// T05: the certificate is trusted, but for other names. Asked for by one of those names, a server with several certificates shows
// another one: then what was seen is its default, and the name that was asked for is not known there.

import { looksPrivate } from "#lib/destination/host";
import { setTls } from "#lib/otlp/explain/edits";
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import { certificateFault, type Facts } from "#lib/otlp/explain/facts";
import { type HandshakeQuestion, replyTo } from "#lib/otlp/explain/questions";
import { joinWords } from "#lib/otlp/explain/wording";

const namesShown = 5;
const namesAsked = 3;

export const tlsNameMismatch: Entry = {
  code: "tls.name_mismatch",
  ask: (facts) => (isMismatch(facts) ? handshakes(facts) : []),
  recognise: (facts) => findAll(facts, isMismatch(facts) ? "certain" : null),
  tell: (facts, signals) => {
    const names = namesOf(facts);
    const only = onlyName(names);
    const isTheirs = only !== null && isRelated(only, facts.host);
    const listed = names.length === 0 ? "no name at all" : joinWords(shownNames(names));
    const virtual = showsAnother(facts)
      ? " The server shows another certificate for one of them: it knows several hosts, and not this name."
      : "";
    return {
      title: `The certificate is not for ${facts.seen.tls?.serverName ?? facts.host}`,
      advice: `It is for ${listed}.${virtual} ${isTheirs ? relatedAdvice : strangerAdvice}`,
      fix: isTheirs
        ? { label: `Use server name ${only}`, changes: setTls(facts.destination, signals, "serverName", only) }
        : null,
    };
  },
};

const relatedAdvice = "Use a host name that it carries, or set the server name under Advanced.";
const strangerAdvice =
  "Use a host name that it carries. Set another server name under Advanced only if you know that server: whoever stands on the way can show a certificate of their own.";

/** No public authority signs an internal name for a stranger; what is reached by an address or an alias is one's own; same domain. */
function isRelated(name: string, host: string): boolean {
  const domain = (text: string) => text.toLowerCase().split(".").slice(-2).join(".");
  return looksPrivate(name) || looksPrivate(host) || domain(name) === domain(host);
}

function isMismatch(facts: Facts): boolean {
  return certificateFault(facts) === "ERR_TLS_CERT_ALTNAME_INVALID";
}

function namesOf({ seen: { tls } }: Facts): string[] {
  return tls?.chain[0]?.names ?? [];
}

function hostsIn(names: readonly string[]): string[] {
  return names.filter((name) => /^(?!\d+(\.\d+){3}$)[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(name));
}

function handshakes(facts: Facts): HandshakeQuestion[] {
  const { host, port, signals } = facts;
  const [signal] = signals;
  if (signal === undefined) return [];
  const hosts = hostsIn(namesOf(facts)).slice(0, namesAsked);
  return hosts.map((serverName) => ({ kind: "handshake", host, port, signal, serverName }));
}

function showsAnother(facts: Facts): boolean {
  const seen = facts.seen.tls?.chain[0]?.fingerprint256;
  return handshakes(facts).some((question) => {
    const shown = replyTo(facts, question)?.tls?.fingerprint256 ?? null;
    return shown !== null && shown !== seen;
  });
}

/** Several names, or a wildcard, would be a guess. */
function onlyName(names: readonly string[]): string | null {
  const hosts = hostsIn(names);
  const [only] = hosts;
  return hosts.length === 1 && only !== undefined && !names.some((name) => name.includes("*")) ? only : null;
}

function shownNames(names: readonly string[]): string[] {
  return names.length <= namesShown ? [...names] : [...names.slice(0, namesShown), `${names.length - namesShown} more`];
}
