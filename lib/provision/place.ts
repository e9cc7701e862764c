// Finds the line of a JSON Pointer in a located tree, and says a problem with it: "outspan.yaml:12: …".
import type { Located } from "#lib/format/located";
import type { PointedProblem } from "#lib/provision/expand";

/** What is wrong with a configuration file, and where. Holds no value. */
export type FileProblem = { line: number; message: string };

/** The line of the key, or of the nearest that is there. */
export function lineOf(root: Located | null, pointer: string): number {
  let line = root?.line ?? 1;
  let node = root;
  const names = pointer.split("/").slice(1);
  for (const name of names.map((one) => one.replaceAll("~1", "/").replaceAll("~0", "~"))) {
    if (node?.kind === "list") {
      node = node.items[Number(name)] ?? null;
      line = node?.line ?? line;
    } else if (node?.kind === "map") {
      const entry = node.entries.find(({ key }) => key === name);
      line = entry?.keyLine ?? line;
      node = entry?.value ?? null;
    } else return line;
  }
  return line;
}

/** With the name of the key that it is about, where there is one. */
export function placed(root: Located | null, problems: readonly PointedProblem[]): FileProblem[] {
  const said = problems.map(({ path, message }): FileProblem => {
    return { line: lineOf(root, path), message: path === "" ? message : `${spoken(path)}: ${message}` };
  });
  return said.sort((a, b) => a.line - b.line);
}

/** /destinations/0/connection/endpoint → destinations[0].connection.endpoint. */
function spoken(pointer: string): string {
  const names = pointer.split("/").slice(1);
  return names
    .map((one) => one.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((one, index) => (/^\d+$/.test(one) ? `[${one}]` : index === 0 ? one : `.${one}`))
    .join("");
}

/** One line each, as compilers say it. */
export function problemLines(path: string, problems: readonly FileProblem[]): string[] {
  const shown = problems.slice(0, shownMax).map(({ line, message }) => `${path}:${line}: ${message}`);
  const more = problems.length - shown.length;
  return more > 0 ? [...shown, `${path}: and ${more} more`] : shown;
}

const shownMax = 20;
