// What pages print in place of a value, without any brackets: YOUR_API_KEY, your-token, xxxxxxxx, ********. As holes.
import { holeName, holeText, withHoles } from "#lib/destination/hole";

const named = /\b(?:YOUR|MY|REPLACE|INSERT|ENTER)[_-][A-Z0-9][A-Z0-9_-]{1,60}\b|\byour[_-][a-z0-9][a-z0-9_-]{1,60}\b/g;
const bracketed = /(?:\{\{|\{|\[)[ ]?((?:YOUR|your|Your)[ _-][\w -]{1,60}?)[ ]?(?:\}\}|\}|\])/g;
const blank = /^[xX*•.…_-]{4,}$/;

/** `name`: of what is only crossed out. */
export function withStandIns(value: string, name = "VALUE"): string {
  return withHoles(value)
    .split(/(\$\{\w+\})/)
    .map((part, index) => (index % 2 === 1 ? part : replaced(part, name)))
    .join("");
}

function replaced(text: string, name: string): string {
  const words = text.split(/(\s+)/).map((word) => (blank.test(word) ? holeText(holeName(name)) : word));
  return words
    .join("")
    .replace(bracketed, (_, inside: string) => holeText(holeName(inside)))
    .replace(named, (word, at: number, all: string) =>
      // A name inside a hole that was just made.
      all.slice(Math.max(0, at - 2), at) === "${" ? word : holeText(holeName(word)),
    );
}
