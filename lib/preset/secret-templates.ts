// The templates of secrets that a page offers, by name: a few lines each, where a record has hundreds.
import { presets } from "#lib/preset/records";
import { type SecretTemplate, secretTemplate } from "#lib/preset/secret-template";

export function secretTemplates(): SecretTemplate[] {
  const all = presets().flatMap((preset) => secretTemplate(preset) ?? []);
  return all.sort((a, b) => a.name.localeCompare(b.name, "en"));
}
