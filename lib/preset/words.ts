// What a preset says of itself on its card. Pure.
import { filled } from "#lib/preset/fill";
import { isOfPlan, valuesOf } from "#lib/preset/plan";
import type { Preset, PresetAuth } from "#lib/preset/preset";

const authWords: Record<PresetAuth["type"], string> = {
  bearer: "bearer token",
  basic: "basic authentication",
  sigv4: "signature",
  oauth2: "OAuth2",
  google: "OAuth2",
};

/** "Fills endpoint, header and delta temporality" */
export function fillsWords({ endpoints, auth, headers, temporality, protocols }: Preset, plan?: string): string {
  const [first] = (auth ?? []).filter((one) => isOfPlan(one, plan));
  const sent = (headers ?? []).filter((one) => isOfPlan(one, plan));
  const kind = protocols.metrics ? (temporality.required ?? temporality.recommended) : null;
  const parts = [
    endpoints.some(({ base }) => base !== undefined) ? "endpoint" : "endpoints",
    ...(first ? [authWords[first.type]] : []),
    ...(sent.length === 0 ? [] : [sent.length === 1 ? "header" : "headers"]),
    ...(kind
      ? [kind === "cumulative" ? "temporality" : `${kind === "lowmemory" ? "low-memory" : kind} temporality`]
      : []),
  ];
  const last = parts.pop() ?? "";
  return `Fills ${parts.length === 0 ? last : `${parts.join(", ")} and ${last}`}`;
}

/** Where the key is made, for the chosen region; else where the vendor tells how. */
export function keyLink(preset: Preset, variables: Record<string, string>): { label: string; url: string } {
  const values = valuesOf(preset, variables);
  const ofRegion = preset.variables
    .flatMap(({ name, options }) => options?.filter(({ value }) => value === values[name]) ?? [])
    .find(({ keyUrl }) => keyUrl !== undefined)?.keyUrl;
  const url = ofRegion ?? filled(preset.keyUrl ?? "", values);
  const isPage = url.startsWith("https://");
  return isPage ? { label: "Create a key", url } : { label: `${preset.name}'s documentation`, url: preset.docs };
}

/** What an operator must know or do beyond the form. */
export function presetNotes({ switchedOff, notes, laterRejection, resourceAttributes }: Preset): string[] {
  const needed = (resourceAttributes ?? []).filter(({ required }) => required).map(({ name }) => name);
  return [
    ...(switchedOff ? [switchedOff] : []),
    ...(needed.length > 0 ? [`The telemetry itself must carry ${needed.join(", ")}.`] : []),
    ...notes,
    ...(laterRejection ? [laterRejection] : []),
  ];
}
