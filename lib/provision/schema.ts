// The configuration file as editors and Outspan know it: made of the schemas that the API takes, with what a file needs beside them.
// Judges shape only.
import * as z from "zod";
import { SecretSubmission } from "#lib/destination/named-secret";
import { Destination, Source } from "#lib/destination/schema";
import { byFile, byVariable } from "#lib/provision/expand";
import { SettingsSubmission, WebhookSubmission } from "#lib/settings";

const adopt = z
  .boolean()
  .optional()
  .describe("true: take over one of this name that was made in the console; without it that is an error");

export const FileDestination = Destination.safeExtend({
  id: z
    .string()
    .regex(/^[\w.-]{1,64}$/, "Use letters, digits, dots, hyphens and underscores, up to 64")
    .optional()
    .describe("What the file calls it for good, so that its name may change; without it the name is that"),
  adopt,
});
export type FileDestination = z.output<typeof FileDestination>;

const FileSecret = SecretSubmission.extend({ adopt });

const FileWebhook = WebhookSubmission.omit({ id: true, origin: true }).extend({ url: z.string() });

const FileSettings = SettingsSubmission.partial().extend({ webhooks: z.array(FileWebhook).optional() });

export const ConfigFile = z
  .strictObject({
    $schema: z.string().optional(),
    destinations: z.array(FileDestination).optional().describe("Where telemetry goes, as the API takes destinations"),
    secrets: z.array(FileSecret).optional().describe(`Named secrets; write their values as ${byVariable} or ${byFile}`),
    settings: FileSettings.optional().describe("Parts that are absent stay as they are in the console"),
    sources: z.array(Source).optional().describe("Sources of every destination here that names none"),
    otlpTraceEndpoint: z.string().optional().describe("The whole URL that traces are posted to, as in Medplum"),
    otlpMetricsEndpoint: z.string().optional().describe("The whole URL that metrics are posted to, as in Medplum"),
  })
  .meta({ title: "Outspan", description: `Every text may hold ${byVariable} and ${byFile}` });
export type ConfigFile = z.output<typeof ConfigFile>;

/** For editors: draft 2020-12. */
export function configSchema(): Record<string, unknown> {
  return z.toJSONSchema(ConfigFile, { io: "input" });
}
