// Writes values as words of a POSIX shell's command line. What is secret is the name of a variable, never a value.

/** A word is what it is joined from: texts as they are, and variables. */
export type ShellWord = string | (string | { variable: string })[];

export function shellWord(word: ShellWord): string {
  const parts = typeof word === "string" ? [word] : word;
  const last = parts.at(-1);
  const texts = parts.slice(0, -1);
  // "authorization: Bearer $TOKEN" reads better than its parts, where nothing in it means something to the shell.
  if (typeof last === "object" && texts.every((part) => typeof part === "string" && !/[$`"\\!\0]/.test(part)))
    return `"${texts.join("")}$${last.variable}"`;
  return parts.map((part) => (typeof part === "string" ? quoted(part) : `"$${part.variable}"`)).join("");
}

/** No word of a command can hold a NUL: it goes. */
function quoted(text: string): string {
  const whole = text.replaceAll("\0", "");
  if (/^[\w./:@%+,][\w./:=@%+,-]*$/.test(whole) || /^--?[A-Za-z][\w.-]*$/.test(whole)) return whole;
  return `'${whole.replaceAll("'", "'\\''")}'`;
}

/** A command over several lines, one option a line. */
export function shellCommand(command: string, options: readonly (readonly ShellWord[])[]): string {
  return [command, ...options.map((words) => words.map(shellWord).join(" "))].join(" \\\n  ");
}

/** One line of a comment: nothing in it can begin a line of its own. */
export function shellComment(text: string): string {
  return `# ${text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ")}`;
}
