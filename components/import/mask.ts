// Which parts of a pasted line look like a secret, for the echo of the field: what the drafts say is one, and what stands behind a name that
// tells of one. Pure; hides rather too much.
import { base64 } from "#lib/destination/resolve";
import type { UnfinishedDestination } from "#lib/destination/schema";
import { mapSecrets } from "#lib/destination/secret-places";

const shortest = 4;
/** How much of a long one stays to be told from another. */
const shown = 4;

/** Every secret of the drafts as a text may hold it: as it is, percent-encoded, in Base64 with its user name, line by line. */
export function secretsIn(destinations: readonly UnfinishedDestination[]): string[] {
  const found = new Set<string>();
  const add = (value: string) => {
    for (const part of value.split(/[\r\n]+/)) if (part.length >= shortest && !part.startsWith("${")) found.add(part);
  };
  for (const destination of destinations) {
    mapSecrets(destination, (value, { isSecret }) => {
      if (value === null || !isSecret) return value;
      add(value);
      add(encodeURIComponent(value.toWellFormed()));
      return value;
    });
    const { traces, metrics, logs } = destination.signals;
    for (const one of [destination, traces, metrics, logs]) {
      const auth = one?.connection?.auth;
      if (auth?.type === "basic" && auth.password) add(base64(`${auth.username}:${auth.password}`).replace(/=+$/, ""));
    }
  }
  return [...found].sort((a, b) => b.length - a.length);
}

/** A name that tells of a secret, what may stand between, and its value. */
const named =
  /(?:authorization|api[-_ ]?key|token|secret|passw(?:or)?d|licen[sc]e[-_]?key|access[-_]?key|private[-_]?key|\b[a-z]+-key)["']?[ \t]*[=:][ \t]*["']?(?:(?:bearer|basic|api-token)(?:[ \t]+|%20|\+))?([^\s"',;]{4,})/gi;
const pemLine = /^[ \t]*[A-Za-z0-9+/=]{40,}[ \t]*$/;

/** The line with dots in place of what is hidden, character for character. */
export function masked(line: string, secrets: readonly string[]): string {
  if (pemLine.test(line)) return hide(line, 0, line.length);
  let said = line;
  for (const secret of secrets) {
    for (let at = line.indexOf(secret); at >= 0; at = line.indexOf(secret, at + secret.length)) {
      said = hide(said, at, at + secret.length);
    }
  }
  for (const match of line.matchAll(named)) {
    const value = match[1] ?? "";
    const end = match.index + match[0].length;
    if (!value.startsWith("$")) said = hide(said, end - value.length, end);
  }
  return said;
}

function hide(line: string, from: number, to: number): string {
  const start = to - from > 16 ? from + shown : from;
  return line.slice(0, start) + line.slice(start, to).replace(/\S/g, "•") + line.slice(to);
}
