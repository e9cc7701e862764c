// Every call of the API as the OpenAPI document tells it: its method and path, what it takes and answers, how it fails.
import * as z from "zod";
import { Problem } from "#lib/api/problem";
import { Switch } from "#lib/api/submission";
import { ProbeSubmission, SavedProbeSubmission } from "#lib/changes/probe";
import { CapabilityEvent, CapabilitySubmission } from "#lib/destination/capability";
import { DeliveryAttempt, DeliveryHistory, ReceiverStatus, RejectedRequest } from "#lib/destination/delivery";
import { Destination, SavedDestination } from "#lib/destination/schema";
import { Status } from "#lib/destination/status";
import { ProbeEvent, Report } from "#lib/otlp/report";
import { ChosenPreset, PresetList } from "#lib/preset/listed";
import { SavedSettings, SettingsSubmission, WebhookTested } from "#lib/settings";

export const schemas = {
  Destination,
  SavedDestination,
  DestinationList: z.strictObject({ items: z.array(SavedDestination), next: z.string().nullable() }),
  Switch,
  Status,
  StatusList: z.strictObject({
    items: z.array(z.strictObject({ id: z.string(), name: z.string(), ...Status.shape })),
    receiver: ReceiverStatus,
  }),
  DeliveryAttemptList: z.strictObject({ items: z.array(DeliveryAttempt), next: z.string().nullable() }),
  DeliveryHistory,
  RejectedRequestList: z.strictObject({ items: z.array(RejectedRequest), next: z.string().nullable() }),
  PresetList,
  ChosenPreset,
  SettingsSubmission,
  SavedSettings,
  WebhookTested,
  ProbeSubmission,
  SavedProbeSubmission,
  Report,
  ProbeEvent,
  CapabilitySubmission,
  CapabilityEvent,
  Health: z.strictObject({
    status: z.enum(["ok", "unavailable"]),
    engine: z.enum(["running", "stopped"]),
    engineAbsences: z.int(),
  }),
  Live: z.strictObject({ status: z.literal("ok") }),
  Problem,
};
export type SchemaName = keyof typeof schemas;

export type Call = {
  method: "get" | "post" | "put" | "patch" | "delete";
  path: string;
  summary: string;
  isPublic?: true;
  body?: SchemaName;
  isBodyOptional?: true;
  /** Parameters of the query, all optional. */
  query?: Record<string, object>;
  ifMatch?: "required" | "optional";
  status: 200 | 201 | 204;
  answer?: SchemaName;
  /** One of these a line, as NDJSON. */
  lines?: SchemaName;
  /** The content type of an answer that is no JSON. */
  bytes?: string;
  errors: number[];
};

const deliveryVerbs = {
  pause: "Hold what is received for it, and what waits",
  resume: "Send on after a pause",
  retry: "Try now what waits",
  discard: "Give up what waits",
};

export const calls: Call[] = [
  {
    method: "get",
    path: "/health",
    summary: "Whether it is ready",
    isPublic: true,
    status: 200,
    answer: "Health",
    errors: [503],
  },
  {
    method: "get",
    path: "/health/live",
    summary: "Whether it answers at all",
    isPublic: true,
    status: 200,
    answer: "Live",
    errors: [],
  },
  {
    method: "post",
    path: "/probe",
    summary: "Probe unsaved values",
    body: "ProbeSubmission",
    status: 200,
    answer: "Report",
    lines: "ProbeEvent",
    errors: [404, 413, 422, 503],
  },
  {
    method: "get",
    path: "/probes/{id}",
    summary: "The stream of a probe that a page started",
    status: 200,
    lines: "ProbeEvent",
    errors: [404, 409, 503],
  },
  {
    method: "get",
    path: "/destinations",
    summary: "All destinations",
    status: 200,
    answer: "DestinationList",
    errors: [],
  },
  {
    method: "post",
    path: "/destinations",
    summary: "Add a destination",
    body: "Destination",
    status: 201,
    answer: "SavedDestination",
    errors: [413, 422],
  },
  {
    method: "get",
    path: "/destinations/{id}",
    summary: "One destination",
    status: 200,
    answer: "SavedDestination",
    errors: [404],
  },
  {
    method: "put",
    path: "/destinations/{id}",
    summary: "Replace a destination",
    body: "Destination",
    ifMatch: "required",
    status: 200,
    answer: "SavedDestination",
    errors: [404, 409, 413, 422, 428],
  },
  {
    method: "patch",
    path: "/destinations/{id}",
    summary: "Switch it on or off",
    body: "Switch",
    ifMatch: "optional",
    status: 200,
    answer: "SavedDestination",
    errors: [404, 409, 413, 422],
  },
  {
    method: "delete",
    path: "/destinations/{id}",
    summary: "Delete it, for good after 10 minutes",
    ifMatch: "optional",
    status: 204,
    errors: [404, 409],
  },
  {
    method: "post",
    path: "/destinations/{id}/undelete",
    summary: "Bring it back",
    status: 200,
    answer: "SavedDestination",
    errors: [404],
  },
  {
    method: "post",
    path: "/destinations/{id}/probe",
    summary: "Probe the saved destination",
    body: "SavedProbeSubmission",
    isBodyOptional: true,
    status: 200,
    answer: "Report",
    lines: "ProbeEvent",
    errors: [404, 413, 422, 503],
  },
  {
    method: "post",
    path: "/destinations/{id}/capabilities",
    summary: "Try what its endpoint accepts, with up to 40 small requests",
    body: "CapabilitySubmission",
    isBodyOptional: true,
    status: 200,
    lines: "CapabilityEvent",
    errors: [404, 413, 422, 503],
  },
  {
    method: "get",
    path: "/destinations/{id}/status",
    summary: "How it is doing",
    status: 200,
    answer: "Status",
    errors: [404, 503],
  },
  ...(["pause", "resume", "retry", "discard"] as const).map(
    (verb): Call => ({
      method: "post",
      path: `/destinations/{id}/${verb}`,
      summary: deliveryVerbs[verb],
      status: 200,
      answer: "Status",
      errors: [404, 503],
    }),
  ),
  {
    method: "get",
    path: "/destinations/{id}/attempts",
    summary: "The latest tries to deliver, newest first",
    query: { limit: { type: "integer", minimum: 1, maximum: 500, default: 50 } },
    status: 200,
    answer: "DeliveryAttemptList",
    errors: [404, 422, 503],
  },
  {
    method: "get",
    path: "/destinations/{id}/history",
    summary: "Received, delivered, lost and queued items over the last hour and day",
    status: 200,
    answer: "DeliveryHistory",
    errors: [404, 503],
  },
  {
    method: "get",
    path: "/destinations/{id}/rejected",
    summary: "Requests that were given up, newest first: up to 20, for 7 days",
    status: 200,
    answer: "RejectedRequestList",
    errors: [404, 503],
  },
  {
    method: "get",
    path: "/destinations/{id}/rejected/{name}",
    summary: "One of them, the first MiB of it",
    status: 200,
    bytes: "application/x-protobuf",
    errors: [404, 503],
  },
  {
    method: "get",
    path: "/status",
    summary: "How all of them are doing",
    status: 200,
    answer: "StatusList",
    errors: [503],
  },
  {
    method: "get",
    path: "/presets",
    summary: "Backends that a destination can be filled for",
    status: 200,
    answer: "PresetList",
    errors: [],
  },
  {
    method: "get",
    path: "/presets/{id}",
    summary: "What is known of one backend",
    status: 200,
    answer: "ChosenPreset",
    errors: [404],
  },
  {
    method: "get",
    path: "/settings",
    summary: "Names in container metrics, webhooks",
    status: 200,
    answer: "SavedSettings",
    errors: [],
  },
  {
    method: "put",
    path: "/settings",
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
    summary: "Send a test message to a saved webhook",
    status: 200,
    answer: "WebhookTested",
    errors: [404, 409, 422, 503],
  },
  { method: "get", path: "/openapi.json", summary: "This document", isPublic: true, status: 200, errors: [] },
];
