// Host and port as typed, and their one normal form: the form that origins are compared in. Looks nothing up.

export type Authority = {
  /** Lower-case, punycode, IPv6 without brackets. */
  host: string;
  /** null when none was typed. */
  port: number | null;
};

export type AuthorityFault = "host" | "port" | "unbracketed";

/** Normal form of a host name or address; null when it is neither. `bracketed` = it stood in [ ]. */
export function normalHost(text: string, bracketed = false): string | null {
  if (text === "" || text.length > 253 || /[\s/?#@\\%[\]]/.test(text) || bracketed !== text.includes(":")) return null;
  let host: string;
  try {
    host = new URL(`http://${bracketed ? `[${text}]` : text}/`).hostname;
  } catch {
    return null;
  }
  if (bracketed) return host.slice(1, -1);
  const labels = host.replace(/\.$/, "").split(".");
  if (host.length > 253 || !/^[a-z0-9._-]+$/.test(host)) return null;
  return labels.every((label) => label.length > 0 && label.length <= 63) ? host : null;
}

/** Splits and normalises `host`, `host:port`, `[ipv6]` or `[ipv6]:port`. */
export function parseAuthority(text: string): Authority | AuthorityFault {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/s.exec(text);
  if (!bracketed && text.split(":", 3).length > 2) return "unbracketed";
  const [hostText, portText] = bracketed ? [bracketed[1] ?? "", bracketed[2]] : text.split(":", 2);
  const host = normalHost(hostText ?? "", bracketed !== null);
  if (host === null) return "host";
  if (portText === undefined) return { host, port: null };
  const port = /^\d{1,6}$/.test(portText) ? Number(portText) : 0;
  return port >= 1 && port <= 65_535 ? { host, port } : "port";
}

/** Puts the brackets into `::1:4318` or `2001:db8::1`; null when it is no IPv6 address either way. */
export function bracketIpv6(text: string): string | null {
  const colon = text.lastIndexOf(":");
  const port = text.slice(colon + 1);
  if (/^\d{2,5}$/.test(port) && normalHost(text.slice(0, colon), true)) return `[${text.slice(0, colon)}]:${port}`;
  return normalHost(text, true) ? `[${text}]` : null;
}

/** As it stands in a URL. */
export function hostInUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

export function isAddress(host: string): boolean {
  return host.includes(":") || /^\d+\.\d+\.\d+\.\d+$/.test(host);
}

/** A guess from the name alone, to propose a scheme or a port: no dot, an address, or a suffix of private networks. */
export function looksPrivate(host: string): boolean {
  return isAddress(host) || !host.includes(".") || /\.(?:local|localhost|internal|lan|home|svc|test|arpa)$/.test(host);
}
