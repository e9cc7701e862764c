// The name of a request's route: one of the templates that this build has, never a path, so that whatever is asked for makes no
// new name. Pure but for the reading of the build's list.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

export type RouteName = (path: string) => string;

/** What Next serves from files. */
const assets = "/_next/static";
const unknown = "unknown";

/** `templates` as Next writes them: `/destinations/[id]`, `/api/v1/[...path]`. What is more exact wins. */
export function routeNames(templates: readonly string[]): RouteName {
  const routes = templates
    .filter((template) => !template.startsWith("/_"))
    .map((template) => ({ template, parts: template.split("/").slice(1) }))
    .sort((a, b) => openness(a.template) - openness(b.template));
  return (path) => {
    if (path.startsWith(`${assets}/`)) return assets;
    const asked = (path.split("?")[0] ?? "").split("/").slice(1);
    return routes.find(({ parts }) => fits(parts, asked))?.template ?? unknown;
  };
}

/** The templates of the build; none where there is no build. */
export async function readRouteTemplates(root: string): Promise<string[]> {
  try {
    const text = await readFile(join(root, ".next/app-path-routes-manifest.json"), "utf8");
    return Object.values(z.record(z.string(), z.string()).parse(JSON.parse(text)));
  } catch {
    // Names for measurements are no reason not to start.
    return [];
  }
}

function fits(parts: readonly string[], asked: readonly string[]): boolean {
  for (const [index, part] of parts.entries()) {
    if (part.startsWith("[...")) return asked.length > index;
    const is = asked[index];
    if (is === undefined || is === "" ? part !== is : !part.startsWith("[") && part !== is) return false;
  }
  return parts.length === asked.length;
}

/** How much a template leaves open: a place counts, and a rest of any length counts more than all places. */
function openness(template: string): number {
  return template.split("/").filter((part) => part.startsWith("[")).length + (template.includes("[...") ? 100 : 0);
}
