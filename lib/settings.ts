// The settings of the instance that people change on its page: the names in exported container metrics, webhooks for news of a
// destination's health, and how long the audit is kept. Shapes and values; opens no secret.
import * as z from "zod";
import { hasInvisible } from "#lib/destination/check-value";
import type { Problem } from "#lib/destination/problem";
import { ProvisionedParts } from "#lib/provisioned";

export const Names = z.strictObject({ namespace: z.string(), environment: z.string(), workspace: z.string() });
export type Names = z.output<typeof Names>;

/** Slack takes `{ "text" }` alone. */
export const WebhookFormat = z.enum(["json", "slack"]);

/** As it is read back: the URL is a secret, its origin is not. */
export const SavedWebhook = z.strictObject({
  id: z.string(),
  name: z.string(),
  format: WebhookFormat,
  url: z.null(),
  origin: z.string(),
});
export type SavedWebhook = z.output<typeof SavedWebhook>;

/** As it is written: without an id it is a new one, `null` keeps the URL of the one with that id. */
export const WebhookSubmission = z.strictObject({
  id: z.string().optional(),
  name: z.string(),
  format: WebhookFormat,
  url: z.string().nullable(),
  /** Read-only, passed over. */
  origin: z.string().optional(),
});
export type WebhookSubmission = z.output<typeof WebhookSubmission>;

/** An absent name is the default. */
export const NamesSubmission = Names.partial();
export type NamesSubmission = z.output<typeof NamesSubmission>;

/** How many days a row of the audit is kept; null = for ever. */
export const AuditDays = z.int().nullable();

/** An absent `auditDays` is for ever. */
export const SettingsSubmission = z.strictObject({
  names: NamesSubmission,
  webhooks: z.array(WebhookSubmission),
  auditDays: AuditDays.optional(),
});
export type SettingsSubmission = z.output<typeof SettingsSubmission>;

export const SavedSettings = z.strictObject({
  names: Names,
  webhooks: z.array(SavedWebhook),
  auditDays: AuditDays,
  revision: z.int(),
  updatedAt: z.string(),
  /** The parts that the configuration file keeps, and where. */
  provisioned: ProvisionedParts,
});
export type SavedSettings = z.output<typeof SavedSettings>;

/** What the receiver of a test message said. */
export const WebhookTested = z.strictObject({ accepted: z.boolean(), message: z.string() });
export type WebhookTested = z.output<typeof WebhookTested>;

export const auditDaysMin = 30;
export const auditDaysMax = 3650;
const webhooksMax = 5;
const nameLengthMax = 100;
const urlLengthMax = 2048;

export type NamesOfEnvironment = { [Key in keyof Names]: string | null };

/** What the names come to: as set, else as the environment says, else the product's own. */
export function namesOf(set: NamesSubmission, environment: NamesOfEnvironment): Names {
  return {
    namespace: set.namespace ?? environment.namespace ?? "outspan",
    environment: set.environment ?? environment.environment ?? "default",
    workspace: set.workspace ?? environment.workspace ?? "default",
  };
}

export function checkNames(names: NamesSubmission): Problem[] {
  const problems = Object.entries(names).flatMap(([key, name]) => checkName(name, `/names/${key}`));
  const { namespace } = names;
  // The first part of a metric's name, which OpenTelemetry gives these characters.
  const isPart = namespace === undefined || /^[A-Za-z][A-Za-z0-9_./-]*$/.test(namespace);
  if (isPart || problems.some(({ path }) => path === "/names/namespace")) return problems;
  return [
    ...problems,
    problem(
      "/names/namespace",
      "Begin with a letter and use letters, digits, _ . - and / only: metrics are named by it",
    ),
  ];
}

export function checkAuditDays(days: number | null): Problem[] {
  if (days === null || (days >= auditDaysMin && days <= auditDaysMax)) return [];
  return [problem("/auditDays", `Keep the audit from ${auditDaysMin} to ${auditDaysMax.toLocaleString("en")} days`)];
}

/** Everything but whether there is a URL to keep. */
export function checkWebhooks(webhooks: readonly WebhookSubmission[]): Problem[] {
  if (webhooks.length > webhooksMax) return [problem("/webhooks", `Use ${webhooksMax} webhooks or fewer`)];
  const ids = webhooks.flatMap(({ id }) => id ?? []);
  return [
    ...(new Set(ids).size < ids.length ? [problem("/webhooks", "Two webhooks have the same id")] : []),
    ...webhooks.flatMap(({ name, url }, index) => [
      ...checkName(name, `/webhooks/${index}/name`),
      ...(url === null ? [] : checkUrl(url, `/webhooks/${index}/url`)),
    ]),
  ];
}

function checkName(name: string, path: string): Problem[] {
  if (name.trim() === "") return [problem(path, "Enter a name")];
  if (name.length > nameLengthMax) return [problem(path, `Shorten the name to ${nameLengthMax} characters`)];
  return hasInvisible(name) ? [problem(path, "Remove the invisible or control character from the name")] : [];
}

function checkUrl(text: string, path: string): Problem[] {
  if (text.length > urlLengthMax) return [problem(path, `Shorten the URL to ${urlLengthMax} characters`)];
  const url = /\s/.test(text) || hasInvisible(text) ? null : URL.parse(text);
  if (url === null || !["http:", "https:"].includes(url.protocol) || url.hostname === "") {
    return [problem(path, "Enter a URL that begins with https:// or http://")];
  }
  if (url.username === "" && url.password === "") return [];
  return [problem(path, "Remove the user name and password from the URL: they would not be sent")];
}

function problem(path: string, message: string): Problem {
  return { path, code: "settings.invalid", message, fix: null };
}
