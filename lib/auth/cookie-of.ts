// One cookie of a Cookie header, as it was sent.

export function cookieOf(cookies: string, name: string): string | null {
  const found = cookies.split(/; */).find((pair) => pair.startsWith(`${name}=`));
  return found === undefined ? null : found.slice(name.length + 1);
}
