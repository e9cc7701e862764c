// ${env:NAME} and ${file:/path} in the texts of a located tree, which becomes a plain value. What is missing is named by variable or
// path; no value is ever part of a message. Reads through what it is given.

import { pointerOf } from "#lib/changes/parse-shape";
import type { Located } from "#lib/format/located";

/** Where references lead. `read` throws as the file system does; relative paths are the configuration file's. */
export type Surroundings = {
  environment: Readonly<Record<string, string | undefined>>;
  read: (path: string) => string;
};

/** At a JSON Pointer into the file; "" is the whole of it. */
export type PointedProblem = { path: string; message: string };

const referencedBytesMax = 256 * 1024;

/** How references are written, for messages. */
const open = "${";
export const byVariable = `${open}env:NAME}`;
export const byFile = `${open}file:/path}`;
const plainOpen = `$${open} for a plain ${open}`;

export function expand(root: Located, surroundings: Surroundings): { value: unknown; problems: PointedProblem[] } {
  const problems: PointedProblem[] = [];
  const plain = (node: Located, path: string): unknown => {
    if (node.kind === "list") return node.items.map((item, index) => plain(item, `${path}/${index}`));
    if (node.kind === "map") {
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value, path + pointerOf([key]))]));
    }
    if (typeof node.value !== "string") return node.value;
    const { text, wrong } = filled(node.value, surroundings);
    problems.push(...wrong.map((message) => ({ path, message })));
    return text;
  };
  return { value: plain(root, ""), problems };
}

function filled(text: string, surroundings: Surroundings): { text: string; wrong: string[] } {
  const wrong: string[] = [];
  const read = text.replace(/\$\$\{|\$\{([^}]*)(\}?)/g, (whole: string, inside?: string, end?: string) => {
    if (inside === undefined) return open;
    const found = end === "" ? `Close this reference with }, or write ${plainOpen}` : standsFor(inside, surroundings);
    if (typeof found !== "string") return found.value;
    wrong.push(found);
    return whole;
  });
  return { text: read, wrong };
}

/** The sealing key in a readable header would be everybody's. */
const ownVariable = /^(?:OUTSPAN_|DATABASE_URL$)/;

/** What a reference stands for, or what is wrong with it. */
function standsFor(reference: string, { environment, read }: Surroundings): { value: string } | string {
  const [, kind, name = ""] = /^(env|file):(.+)$/s.exec(reference) ?? [];
  if (kind === "env") {
    if (!/^\w{1,128}$/.test(name)) return `Name a variable: ${byVariable}`;
    if (ownVariable.test(name)) return `${name} is Outspan’s own: nothing in this file may hold it`;
    const value = environment[name];
    return value === undefined || value === "" ? `The variable ${name} is not set, or empty` : { value };
  }
  // Of anything else not even the words are repeated: they may be a secret.
  if (kind !== "file") return `Write ${byVariable} or ${byFile}, or ${plainOpen}`;
  try {
    const text = read(name);
    if (Buffer.byteLength(text) > referencedBytesMax) return `The file ${name} is larger than 256 KiB`;
    const value = text.replace(/\r?\n$/, "");
    return value === "" ? `The file ${name} is empty` : { value };
  } catch (error) {
    return `The file ${name} ${whyUnread(error)}`;
  }
}

export function whyUnread(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : "";
  if (code === "ENOENT" || code === "ENOTDIR") return "is not there";
  if (code === "EACCES" || code === "EPERM") return "may not be read by this user";
  if (code === "ENOTREG") return "is a pipe or a device: only files are read";
  return code === "EISDIR" ? "is a folder" : "cannot be read";
}
