// Where a sign-in may lead to. Pure.

/** Starts with one slash: two, or a backslash behind it, name another host. Blanks are dropped on the way to a browser. */
const ownPath = /^\/(?![/\\])[^\\\s]*$/;

/**
 * A path of this site, or null: `next` comes from the address bar, so it must not lead elsewhere. Judged as it is written
 * and as it reads with its dots resolved: `/..//host` is `//host`.
 */
export function localPath(text: string | null | undefined): string | null {
  if (text === null || text === undefined || !ownPath.test(text)) return null;
  const url = URL.parse(text, "http://outspan.invalid");
  if (url === null || url.origin !== "http://outspan.invalid") return null;
  const path = `${url.pathname}${url.search}`;
  return ownPath.test(path) ? path : null;
}
