// T05: the certificate is trusted, but for other names.

import { setTls } from "#lib/otlp/explain/edits";
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import { certificateFault } from "#lib/otlp/explain/facts";
import { joinWords } from "#lib/otlp/explain/wording";

const namesShown = 5;

export const tlsNameMismatch: Entry = {
  code: "tls.name_mismatch",
  recognise: (facts) => {
    const isMismatch = certificateFault(facts) === "ERR_TLS_CERT_ALTNAME_INVALID";
    return findAll(facts, isMismatch ? "certain" : null);
  },
  tell: (facts, signals) => {
    const names = facts.seen.tls?.chain[0]?.names ?? [];
    const only = onlyName(names);
    const listed = names.length === 0 ? "no name at all" : joinWords(shownNames(names));
    return {
      title: `The certificate is not for ${facts.seen.tls?.serverName ?? facts.host}`,
      advice: `It is for ${listed}. Use a host name that it carries, or set the server name under Advanced.`,
      fix:
        only === null
          ? null
          : { label: `Use server name ${only}`, changes: setTls(facts.destination, signals, "serverName", only) },
    };
  },
};

/** Several names, or a wildcard, would be a guess. */
function onlyName(names: readonly string[]): string | null {
  const hosts = names.filter((name) => /^(?!\d+(\.\d+){3}$)[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(name));
  const [only] = hosts;
  return hosts.length === 1 && only !== undefined && !names.some((name) => name.includes("*")) ? only : null;
}

function shownNames(names: readonly string[]): string[] {
  return names.length <= namesShown ? [...names] : [...names.slice(0, namesShown), `${names.length - namesShown} more`];
}
