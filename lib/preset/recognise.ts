// Tells a backend by the URL that was typed, from the hosts that are the vendor's own. A host that anybody may have
// (localhost, a name of one's own) is nobody's: no guess.
import { type Endpoint, isOfPlan, type Preset, presets, type Variable } from "#lib/preset/preset";

/** A regular expression's source, and the variables that its groups hold. Plain data, so that a page can be given it. */
export type HostPattern = {
  id: string;
  source: string;
  variables: string[];
  plan?: string;
  /** The first variable is a URL: its value has a scheme, which the host alone has not. */
  isUrl?: true;
};
export type Recognised = { id: string; variables: Record<string, string> };

export function recognisePreset(endpoint: string): Recognised | null {
  return recogniseAmong(allPatterns(), endpoint);
}

export function recogniseAmong(patterns: readonly HostPattern[], endpoint: string): Recognised | null {
  const text = endpoint.trim();
  for (const { id, source, variables, plan, isUrl } of patterns) {
    const found = new RegExp(source, "i").exec(text);
    if (found === null) continue;
    const read = variables.flatMap((name, index) => {
      const value = found[index + 1];
      if (value === undefined) return [];
      return [[name, isUrl && index === 0 ? `https://${value}` : value] as const];
    });
    return { id, variables: { ...(plan === undefined ? {} : { plan }), ...Object.fromEntries(read) } };
  }
  return null;
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
