// Calls about the settings of the instance.
import { type Call, listOf } from "#lib/api/call";
import { messageQuery } from "#lib/api/calls/revision";
import { RestoreSubmission, RevisionDifference } from "#lib/destination/revision";
import { SavedSettings, SettingsSubmission, WebhookTested } from "#lib/settings";
import { SettingsRestoration, SettingsRevision } from "#lib/settings-revision";

export const settingsSchemas = {
  SettingsSubmission,
  SavedSettings,
  WebhookTested,
  SettingsRevision,
  SettingsRevisionList: listOf(SettingsRevision),
  SettingsRestoration,
  RestoreSubmission,
  RevisionDifference,
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
    query: messageQuery,
    ifMatch: "required",
    status: 200,
    answer: "SavedSettings",
    errors: [409, 413, 422, 428],
  },
  {
    method: "get",
    path: "/settings/revisions",
    summary: "The newest 200 revisions of the settings, each with what it changed",
    status: 200,
    answer: "SettingsRevisionList",
    errors: [],
  },
  {
    method: "get",
    path: "/settings/revisions/{revision}/difference",
    summary: "What differs from another revision, by default the one before",
    query: { from: { type: "integer", minimum: 1 } },
    status: 200,
    answer: "RevisionDifference",
    errors: [404, 422],
  },
  {
    method: "get",
    path: "/settings/revisions/{revision}/restore",
    summary: "What restoring it would change, and which URLs of webhooks must be entered again",
    status: 200,
    answer: "SettingsRestoration",
    errors: [404],
  },
  {
    method: "post",
    path: "/settings/revisions/{revision}/restore",
    actions: ["settings.restore"],
    summary: "Bring it back as a new revision",
    body: "RestoreSubmission",
    isBodyOptional: true,
    query: messageQuery,
    ifMatch: "optional",
    status: 200,
    answer: "SavedSettings",
    errors: [404, 409, 413, 422],
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
