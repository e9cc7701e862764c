// The CONNECT proxy of a connection: http://host:port and nothing else.
import { hostInUrl, parseAuthority } from "#lib/destination/host";

export type ProxyAddress = { host: string; port: number };

/** The proxy, null for none ("" says none, where a shared one would apply), or what to do about it. */
export function parseProxy(
  text: string | undefined,
): ProxyAddress | null | { message: string; instead: string | null } {
  if (text === undefined || text === "") return null;
  const wrong = (message: string, instead: string | null = null) => ({ message, instead });
  if (text.length > 512) return wrong("Shorten the proxy to 512 characters");
  if (text.includes("@")) {
    return wrong(
      "Take the user name and password out of the proxy: everyone who sees this destination could read them",
    );
  }
  const found = /^([a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)(\/?)(.*)$/is.exec(text.trim());
  const [, scheme = "", authority = "", , rest = ""] = found ?? [];
  const parsed = parseAuthority(authority);
  if (typeof parsed === "string") return wrong("Enter the proxy as http://host:port");
  const { host, port } = parsed;
  const right = `http://${hostInUrl(host)}:${port ?? 3128}`;
  if (scheme.toLowerCase() !== "http://")
    return wrong("Write the proxy with http:// in front, the only kind there is", right);
  if (port === null) return wrong(`Add the port of the proxy: ${right}`, right);
  if (rest !== "" || text !== text.trim()) return wrong("Remove what follows the port of the proxy", right);
  return { host, port };
}
