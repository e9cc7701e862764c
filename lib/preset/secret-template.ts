// What a secret for a backend looks like, told from its preset: which headers hold a key, and where it may go. No value. Pure.
import { resolveEndpoint } from "#lib/destination/endpoint";
import { originOf } from "#lib/destination/origin";
import { keyPrefix } from "#lib/destination/secret-key";
import { signals } from "#lib/otlp/signal";
import { filled } from "#lib/preset/fill";
import { isOfPlan, valuesOf } from "#lib/preset/plan";
import type { Preset } from "#lib/preset/preset";

export type SecretTemplate = {
  /** Of the preset. */
  id: string;
  name: string;
  keys: { key: string; hint: string }[];
  /** One a region; no origins where they hold a part that only the operator knows. */
  places: { label: string; origins: string[] }[];
};

/** null where the backend takes no key in a header. */
export function secretTemplate(preset: Preset): SecretTemplate | null {
  const keys = keysOf(preset);
  if (keys.length === 0) return null;
  const places = placesOf(preset);
  return { id: preset.id, name: preset.name, keys, places };
}

function keysOf(preset: Preset): SecretTemplate["keys"] {
  const { plan } = valuesOf(preset, {});
  const meant = (preset.headers ?? []).filter((header) => header.secret && isOfPlan(header, plan));
  const headers = meant.map(({ name, value }) => ({ key: keyPrefix + name, hint: worded(preset, value) }));
  const auth = preset.auth?.find((one) => isOfPlan(one, plan));
  const key = `${keyPrefix}authorization`;
  if (auth?.type === "bearer") headers.push({ key, hint: `Bearer, a space, ${worded(preset, auth.token)}` });
  if (auth?.type === "basic") headers.push({ key, hint: "Basic, a space, user name:password in Base64" });
  return [...new Map(headers.map((one) => [one.key.toLowerCase(), one])).values()];
}

/** "Bearer {token}" → "Bearer ‹API token›". */
function worded({ variables }: Preset, template: string): string {
  const label = (name: string) => variables.find((one) => one.name === name)?.label ?? name;
  const alone = /^\{(\w+)\}$/.exec(template)?.[1];
  return alone === undefined ? template.replace(/\{(\w+)\}/g, (_, name: string) => `‹${label(name)}›`) : label(alone);
}

function placesOf(preset: Preset): SecretTemplate["places"] {
  const texts = preset.endpoints.flatMap((row) => [row.base, ...signals.map((signal) => row[signal])]).join(" ");
  const region = preset.variables.find(({ name, options }) => options && texts.includes(`{${name}}`));
  if (region === undefined) return [{ label: "", origins: originsOf(preset, {}) }];
  return (region.options ?? []).map(({ value, label }) => ({
    label,
    origins: originsOf(preset, { [region.name]: value }),
  }));
}

function originsOf(preset: Preset, given: Record<string, string>): string[] {
  const values = valuesOf(preset, given);
  const origins = preset.endpoints
    .filter((row) => isOfPlan(row, values.plan))
    .flatMap(({ transport, base, ...row }) =>
      [base, ...signals.map((signal) => row[signal])].flatMap((template) => {
        const endpoint = template === undefined ? "" : filled(template, values);
        if (endpoint === "") return [];
        const own = { transport, endpoint, kind: "own", signal: "traces", path: "" } as const;
        const { target } = resolveEndpoint(own);
        return target === null ? [] : [originOf(target)];
      }),
    );
  return [...new Set(origins)];
}
