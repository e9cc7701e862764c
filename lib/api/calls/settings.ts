// Calls about the settings of the instance.
import type { Call } from "#lib/api/call";
import { SavedSettings, SettingsSubmission, WebhookTested } from "#lib/settings";

export const settingsSchemas = {
  SettingsSubmission,
  SavedSettings,
  WebhookTested,
};

export const settingsCalls: Call<keyof typeof settingsSchemas>[] = [
  {
    method: "get",
    path: "/settings",
    summary: "Names in container metrics, webhooks, how long the audit is kept",
    status: 200,
    answer: "SavedSettings",
    errors: [],
  },
  {
    method: "put",
    path: "/settings",
    actions: ["settings.names", "settings.webhooks", "settings.audit"],
    summary: "Replace the settings",
    body: "SettingsSubmission",
    ifMatch: "required",
    status: 200,
    answer: "SavedSettings",
    errors: [409, 413, 422, 428],
  },
  {
    method: "post",
    path: "/settings/webhooks/{id}/test",
    actions: ["settings.webhook_test"],
    summary: "Send a test message to a saved webhook",
    status: 200,
    answer: "WebhookTested",
    errors: [404, 409, 422, 503],
  },
];
