// What a text leaves open: ${API_KEY}, ${env:API_KEY}, ${file:…}, $(API_KEY) or <your-key> in place of a value. Kept in the draft as ${API_KEY},
// where the form asks for it. Without zod: pages have it.

/** A named place that is left open, with its JSON Pointer: /destinations/0/connection/auth/token. */
export type Hole = { path: string; name: string };

/** A hole as every draft holds it. */
export function holeText(name: string): string {
  return `\${${name}}`;
}

const hole = /\$\{([A-Za-z_]\w{0,127})\}/g;

/** The names that are left open in a value. */
export function holesIn(text: string): string[] {
  return [...text.matchAll(hole)].map(([, name]) => name ?? "");
}

/** ${env:NAME}, ${NAME:?what is missing}, ${NAME:-default}, $(NAME) and <your key> as ${NAME} (${YOUR_KEY}), or their default. */
export function withHoles(text: string): string {
  return text
    .replace(
      /\$\{(?:env:)?([A-Za-z_]\w{0,127})(?::?-([^}]{0,500})|:?\?[^}]{0,500})?\}/g,
      (_, name: string, fallback?: string) => (fallback === undefined || fallback === "" ? holeText(name) : fallback),
    )
    .replace(/\$\(([A-Za-z_]\w{0,127})\)/g, (_, name: string) => holeText(name))
    .replace(/<(?![A-Za-z]{1,10}:\/\/)([A-Za-z][\w .:,/-]{0,60})>/g, (_, words: string) => holeText(holeName(words)));
}

/** What stands for a value in other words, as a name: your-key → YOUR_KEY. */
export function holeName(words: string): string {
  const name = words
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_")
    .replace(/_$/, "");
  return /^[A-Z]/.test(name) ? name.slice(0, 128) : `VALUE_${name}`.slice(0, 128);
}

/** Every hole of a value, deeply, with its JSON Pointer. */
export function findHoles(value: unknown, path: string): Hole[] {
  if (typeof value === "string") return holesIn(value).map((name) => ({ path, name }));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    findHoles(inner, `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`),
  );
}
