// What the build really has: its pages and routes, and the ids under which its actions are called. Reads Next's own lists.
import { readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { type ActionSource, readActionSources } from "#e2e/security/action-sources";

export type BuiltAction = ActionSource & {
  id: string;
  /** A path of a page that has it. */
  page: string;
};

const root = path.join(import.meta.dirname, "../..");
const Routes = z.record(z.string(), z.string());
const Actions = z.object({
  node: z.record(
    z.string(),
    z.object({ workers: z.record(z.string(), z.unknown()), filename: z.string(), exportedName: z.string() }),
  ),
});

/** Templates such as /destinations/[id]; Next's own pages are none of ours. */
export function builtRoutes(): { pages: string[]; routes: string[] } {
  const list = Object.entries(Routes.parse(readJson(".next/app-path-routes-manifest.json")));
  const own = list.filter(([, template]) => !template.startsWith("/_"));
  const of = (kind: string) => own.flatMap(([file, template]) => (file.endsWith(kind) ? [template] : []));
  return { pages: of("/page").sort(), routes: of("/route").sort() };
}

/** `unknown`: ids that no source explains. */
export function builtActions(): { actions: BuiltAction[]; unknown: string[] } {
  const sources = readActionSources();
  const templates = Routes.parse(readJson(".next/app-path-routes-manifest.json"));
  const actions: BuiltAction[] = [];
  const unknown: string[] = [];
  for (const [id, { workers, filename, exportedName }] of Object.entries(
    Actions.parse(readJson(".next/server/server-reference-manifest.json")).node,
  )) {
    const source = sources.find((one) => one.file === filename && one.exportedName === exportedName);
    const pages = Object.keys(workers).map((worker) => templates[worker.replace(/^app/, "")] ?? "");
    const page = pages.sort((a, b) => a.length - b.length)[0];
    if (source === undefined || page === undefined) unknown.push(`${filename} ${exportedName}`);
    else actions.push({ ...source, id, page: page.replaceAll(/\[[^\]]+\]/g, "nobody") });
  }
  return { actions: actions.sort((a, b) => a.name.localeCompare(b.name)), unknown };
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(path.join(root, file), "utf8"));
}
