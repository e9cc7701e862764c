// Tells a backend by the URL that was typed, from the hosts that are the vendor's own. A host that anybody may have
// (localhost, a name of one's own) is nobody's: no guess.
import { type HostPattern, type Recognised, recogniseAmong } from "#lib/preset/host-pattern";
import { isOfPlan } from "#lib/preset/plan";
import type { Endpoint, Preset, Variable } from "#lib/preset/preset";
import { presets } from "#lib/preset/records";

export function recognisePreset(endpoint: string): Recognised | null {
  return recogniseAmong(allPatterns(), endpoint);
}

let read: readonly HostPattern[] | null = null;

export function allPatterns(): readonly HostPattern[] {
  read ??= presets().flatMap(patternsOf);
  return read;
}

/** Whole addresses before mere hosts, so that a path tells two plans of one host apart. */
function patternsOf(preset: Preset): HostPattern[] {
  const found = preset.endpoints.flatMap((endpoint) => {
    const plan = endpoint.plans?.[0];
    const variables = preset.variables.filter((variable) => isOfPlan(variable, plan));
    const more = { id: preset.id, ...(plan === undefined ? {} : { plan }) };
    return urlsOf(endpoint).flatMap((url) =>
      [url, hostOf(url)].flatMap((one) => {
        const pattern = patternOf(one, variables);
        return pattern === null ? [] : [{ ...more, ...pattern, isWhole: one === url }];
      }),
    );
  });
  const seen = new Set<string>();
  return [...found.filter((one) => one.isWhole), ...found.filter((one) => !one.isWhole)].flatMap(
    ({ isWhole: _, ...one }) => {
      if (seen.has(one.source)) return [];
      seen.add(one.source);
      return [one];
    },
  );
}

function urlsOf({ base, traces, metrics, logs }: Endpoint): string[] {
  return [base, traces, metrics, logs].filter((url) => url !== undefined);
}

function hostOf(url: string): string {
  return /^(?:https?:\/\/)?[^/]+/.exec(url)?.[0] ?? "";
}

function patternOf(template: string, variables: readonly Variable[]): Pick<HostPattern, "source" | "variables"> | null {
  const [, scheme = "", host = "", path = ""] = /^(https?:\/\/)?([^/]+)(.*)$/.exec(template) ?? [];
  const names: string[] = [];
  const isUrl = scheme === "";
  const inHost = sourceOf(host.replace(/:\d+$/, ""), variables, names, isUrl);
  if (inHost === null) return null;
  const inPath = path === "" ? "" : (sourceOf(path, variables, names, false, true) ?? "");
  const source = `^(?:https?://)?${inHost}(?::\\d+)?${inPath}(?:[/?#].*)?$`;
  return { source, variables: names, ...(isUrl ? { isUrl } : {}) };
}

/** null where nothing in it is the vendor's own. */
function sourceOf(
  template: string,
  variables: readonly Variable[],
  names: string[],
  isUrl: boolean,
  isPath = false,
): string | null {
  const parts = template.split(/\{(\w+)\}/);
  const literal = parts.filter((_, index) => index % 2 === 0).join("");
  let isOwn = isPath || /[a-z0-9-]\.[a-z]{2,}$/.test(literal);
  const source = parts.map((part, index) => {
    if (index % 2 === 0) return escaped(part);
    const known = shapeOf(
      variables.find(({ name }) => name === part),
      isUrl,
    );
    names.push(part);
    if (known === null) return isPath ? "([^/?#]+)" : "([a-z0-9][a-z0-9-]*)";
    isOwn = true;
    return `(${known})`;
  });
  return isOwn ? source.join("") : null;
}

/** The values that are known of a variable, as a pattern; a machine of one's own is none of them. */
function shapeOf(variable: Variable | undefined, isUrl: boolean): string | null {
  if (variable === undefined) return null;
  if (variable.shape !== undefined) return variable.shape.replace("https://", "");
  const values = [
    ...(variable.options ?? []).map(({ value }) => value),
    ...(variable.default ? [variable.default] : []),
  ];
  const known = values.filter((value) => /\.[a-z]{2,}$/.test(value));
  const fitting = known.filter((value) => value.startsWith("https://") === isUrl);
  return fitting.length === 0
    ? null
    : [...new Set(fitting)].map((value) => escaped(value.replace("https://", ""))).join("|");
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
