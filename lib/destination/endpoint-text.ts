// Dirt in an endpoint as it was pasted: blanks, quotes, invisible characters, typographic dashes, two URLs, a password.
// Knows nothing of what the URL means.

const endpointLengthMax = 2048;

const invisible = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;
const dashes = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g;
const quotes = /^["'`\u2018\u2019\u201c\u201d\u00ab\u00bb<]+|["'`\u2018\u2019\u201c\u201d\u00ab\u00bb>]+$/g;

/** name:password@ in front of a host, wherever it stands. */
const userinfo = /^(?:[a-z][a-z0-9+.-]*:\/\/)?[^/?#]*@/i;

export type Dirt = { code: "settings.invalid" | "url.unparseable"; message: string; clean: string | null };

/** The text without what a paste brings along. */
function cleaned(text: string): string {
  const plain = text.replace(dashes, "-").replaceAll("\\", "/");
  const first = secondUrl(plain) ?? plain;
  return first.replace(invisible, "").trim().replace(quotes, "").replace(/\s+/g, "");
}

/** What stands before a second URL in the same field. */
function secondUrl(text: string): string | null {
  const bare = text.trim();
  const parts = bare.split(/[\s,;]+(?=[a-z][a-z0-9+.-]*:\/\/)/i, 2);
  if (parts.length > 1) return parts[0] ?? null;
  const again = bare.search(/.https?:\/\//is);
  if (again <= 0) return null;
  const first = bare.slice(0, again + 1);
  // http://https://host: the scheme stands there twice.
  return /^[a-z][a-z0-9+.-]*:\/\/$/i.test(first) ? bare.slice(again + 1) : first;
}

function describe(text: string): string | null {
  if (text !== text.trim()) return "Remove the space around the endpoint";
  if (text.search(invisible) >= 0) return "Remove the invisible character from the endpoint";
  if (text.replace(quotes, "") !== text) return "Remove the quotes around the endpoint";
  if (secondUrl(text) !== null) return "Enter one URL only";
  if (text.search(dashes) >= 0) return "Replace the typographic dash with -";
  if (text.includes("\\")) return "Use / instead of \\";
  return /\s/.test(text) ? "Remove the space from the endpoint" : null;
}

/** What must be cleaned before the endpoint can be read; `clean` is the repaired text. A password is never echoed. */
export function findDirt(text: string): Dirt | null {
  if (text === "") return { code: "settings.invalid", message: "Enter the endpoint", clean: null };
  if (text.length > endpointLengthMax) {
    return { code: "settings.invalid", message: "Shorten the endpoint to 2,048 characters", clean: null };
  }
  if (text.includes("@") && (userinfo.test(text.trim()) || /\/\/[^/?#\s]*@/.test(text))) {
    const rest = text.trim().replace(userinfo, (found) => /^[a-z][a-z0-9+.-]*:\/\//i.exec(found)?.[0] ?? "");
    return {
      code: "settings.invalid",
      message: "Take the user name and password out of the URL and enter them under Authentication",
      clean: rest.includes("@") ? null : rest,
    };
  }
  const message = describe(text);
  return message === null ? null : { code: "url.unparseable", message, clean: cleaned(text) };
}
