// Variables of lines: shells, .env, Dockerfile, systemd, docker run, Windows, -D of Java. Marks comments and the rest of a command;
// what a variable means is not known here.

import { withHoles } from "#lib/destination/hole";
import { type Statement, statementsOf, type Word } from "#lib/format/env/shell-words";
import { lookAmong, type Variable, variableName } from "#lib/format/env/variable";
import type { Lines, Marks } from "#lib/format/marks";

export function readShell(text: string, marks: Marks): Variable[] {
  const all: Variable[] = [];
  const known = new Map<string, Variable>();
  const look = lookAmong(known);
  const isDockerfile = /^[ \t]*FROM[ \t]+\S/im.test(text);
  const statements = statementsOf(text, {
    look: look.value,
    comment: (line) => marks.ignored({ line, endLine: line }, "it is a comment"),
    unclosed: (line) => marks.unknown({ line, endLine: line }, "A quote is missing at the end of this value"),
  });
  for (const statement of statements) {
    const uses = look.taken();
    const { found, isCut } = assignments(statement);
    const assigned = found.map(({ text: word, at }): Variable => {
      const [, name = "", value = ""] = assignment.exec(word) ?? [];
      return { name: variableName(name), value: withHoles(value), at, uses };
    });
    for (const variable of assigned) known.set(variable.name, variable);
    all.push(...assigned);
    markRest(statement, assigned, { isDockerfile, isCut }, marks);
  }
  return all;
}

const assignment = /^([A-Za-z_][\w.-]{0,200})=([\s\S]*)$/;

/** `isCut`: words were left behind the value of the variable that the line begins with. */
type Assignments = { found: Word[]; isCut: boolean };

/** Words NAME=value, with what belongs to a value though a shell would part it. */
function assignments({ words }: Statement): Assignments {
  const [first, second] = words;
  const whole = (word: Word) => ({ found: [word], isCut: false });
  if (first === undefined) return { found: [], isCut: false };
  if (/^(?:ENV|setenv)$/.test(first.text) && second !== undefined && !second.text.includes("="))
    return whole(joined(second.text, words.slice(2), second));
  if (/^set$/.test(first.text) && /^-\w+$/.test(second?.text ?? "") && words[2] !== undefined)
    return whole(joined(words[2].text, words.slice(3), words[2]));
  const isUnit = first.text.startsWith("Environment=");
  const found: Word[] = [];
  let last: Word | null = null;
  let isCut = false;
  for (const word of words) {
    const text = unprefixed(word.text, isUnit);
    // The padding of base64, and a header of a list, look like variables.
    if (last !== null && goesOn(last.text) && !/^(?:OTEL_|otel\.)/.test(text)) {
      last.text += ` ${word.text}`;
      last.at = { line: last.at.line, endLine: word.at.endLine };
    } else if (assignment.test(text)) {
      last = { ...word, text };
      found.push(last);
    } else {
      isCut ||= last !== null && (assignment.test(first.text) || first.text === "export");
      last = null;
    }
  }
  return { found, isCut };
}

function joined(name: string, rest: readonly Word[], at: Word): Word {
  return { text: `${name}=${rest.map(({ text }) => text).join(" ")}`, at: at.at };
}

/** -e and --env stand apart or not; systemd doubles every %. */
function unprefixed(word: string, isUnit: boolean): string {
  if (isUnit) return word.replace(/^Environment=/, "").replaceAll("%%", "%");
  return word.replace(/^(?:--env=|--from-literal=|--set-env=|-[De](?=[A-Za-z_]))/, "");
}

/** Authorization=Basic, and the rest behind a space without quotes. */
function goesOn(text: string): boolean {
  return /[=,:](?:Basic|Bearer|ApiKey|Api-Token|sentry)$/i.test(text) || /,$|<[^<>]*$/.test(text);
}

function markRest(
  { words, at }: Statement,
  assigned: readonly Variable[],
  { isDockerfile, isCut }: { isDockerfile: boolean; isCut: boolean },
  marks: Marks,
): void {
  const [first] = words;
  if (first === undefined) return;
  const isFence = /^```/.test(first.text);
  const isHeading = words.length === 1 && /^\[[\w. -]+\]$/.test(first.text);
  const isBracket = words.every(({ text }) => /^[()[\]{},;]+$/.test(text));
  const isBuild = isDockerfile && /^[A-Z]{2,}$/.test(first.text);
  const why = isFence
    ? "it belongs to the page"
    : isHeading || isBuild
      ? "it belongs to the application"
      : assigned.length > 0
        ? "it belongs to the command"
        : null;
  if (assigned.length > 0 && at.line === at.endLine) {
    if (isCut) marks.ignored(at, "a space ends a value without quotes");
    return;
  }
  if (why === null && !isBracket) return;
  const taken = new Set(assigned.flatMap((one) => linesWithin(one.at)));
  for (const line of linesWithin(at)) {
    if (taken.has(line)) continue;
    if (why === null) marks.understood({ line, endLine: line }, "");
    else if (!marks.isMarked(line)) marks.ignored({ line, endLine: line }, why);
  }
}

function linesWithin({ line, endLine }: Lines): number[] {
  return Array.from({ length: endLine - line + 1 }, (_, index) => line + index);
}
