// Markers in place of what a text holds, so that a message which repeats any of it is found, also cut short or in another encoding. Knows no format.

import { holesIn } from "#lib/destination/hole";
import { mapSecrets } from "#lib/destination/secret-places";
import type { Sample } from "#lib/format/testing/samples";
import type { Chance } from "#lib/testing/chance";

/** Eight of them in a row stand in no word of ours; no group of seven is a hole's name that passes for one. */
const letters = "QZXJKVWY79";
const marked = /[QZXJKVWY79~]{8}/i;

function marker(chance: Chance): string {
  const group = () => Array.from({ length: 7 }, () => letters[chance.below(letters.length)]).join("");
  return Array.from({ length: 4 }, group).join("~");
}

/** A sample with markers for its secrets, sometimes also for its holes and for any of its words. */
export function planted({ text, expected }: Sample, chance: Chance): string {
  let next = text;
  for (const part of secretParts(expected)) next = withMarker(next, part, marker(chance));
  if (chance.is(0.4)) next = next.replace(/\$\{[^}\n]*\}|\$\([A-Z_]+\)|<[\w .-]+>/g, () => marker(chance));
  if (chance.is(0.4)) next = next.replace(/[\w./+-]{5,}/g, (word) => (chance.is(0.1) ? marker(chance) : word));
  return next;
}

/** A secret of several lines stands indented in most texts: each line is one of its own. */
function secretParts({ destinations }: Sample["expected"]): string[] {
  const parts: string[] = [];
  for (const destination of destinations) {
    mapSecrets(destination, (value) => {
      const lines = (value ?? "").split("\n").filter((line) => !line.startsWith("-----"));
      parts.push(...lines.flatMap((line) => (holesIn(line).length > 0 ? [] : [line, line.replace(/^\S+\s+/, "")])));
      return value;
    });
  }
  return [...new Set(parts)].filter((part) => part.length >= 3).sort((a, b) => b.length - a.length);
}

function withMarker(text: string, part: string, put: string): string {
  const percent = [...put].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join("");
  const plain = text.replaceAll(part, () => put).replaceAll(encodeURIComponent(part), () => percent);
  return plain.replace(/(?<=\bBasic(?:\s|%20)+)[\w+/=%-]{6,}/gi, (word) => {
    const decoded = Buffer.from(decodedPercents(word), "base64").toString();
    return decoded.includes(part) ? Buffer.from(decoded.replaceAll(part, () => put)).toString("base64") : word;
  });
}

/** Whether words hold a piece of a marker: as it is, or percent-encoded, or in base64. */
export function holdsMarker(words: string): boolean {
  if (marked.test(words)) return true;
  const decoded = decodedPercents(words);
  if (decoded !== words && marked.test(decoded)) return true;
  return [...decoded.matchAll(/[\w+/-]{14,}/g)].some(([run]) =>
    [0, 1, 2, 3].some((from) => marked.test(Buffer.from(run.slice(from), "base64").toString("latin1"))),
  );
}

function decodedPercents(words: string): string {
  return words.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
