// The actions as lib/actions writes them: name and permission by file and export. Reads the sources, so that one that no page uses
// is seen too; runs none of them.
import { globSync, readFileSync } from "node:fs";
import path from "node:path";

export type ActionSource = { file: string; exportedName: string; name: string; permission: string | null };

const root = path.join(import.meta.dirname, "../..");
const exported = /^export (?:const|async function|function) (\w+)/gm;
const defined = /= define\w*Action\(\s*\{\s*name: "([^"]+)",\s*(?:permission: "([^"]+)",)?/y;

/** Throws for an export that is no defined action: nothing else may live in such a file. */
export function readActionSources(): ActionSource[] {
  const files = globSync("lib/actions/*.ts", { cwd: root }).filter((file) => !file.endsWith(".test.ts"));
  return files.flatMap((file) => {
    const text = readFileSync(path.join(root, file), "utf8");
    if (!text.startsWith('"use server"')) return [];
    return [...text.matchAll(exported)].map((match) => {
      const exportedName = match[1] ?? "";
      defined.lastIndex = match.index + match[0].length + 1;
      const [, name, permission = null] = defined.exec(text) ?? [];
      if (name === undefined) throw new Error(`${file}: ${exportedName} is no defined action`);
      return { file, exportedName, name, permission };
    });
  });
}
