// Calls that test.
import type { Call } from "#lib/api/call";
import { ProbeSubmission, SavedProbeSubmission } from "#lib/changes/probe";
import { CapabilityEvent, CapabilitySubmission } from "#lib/destination/capability";
import { ProbeEvent, Report } from "#lib/otlp/report";

export const probeSchemas = {
  ProbeSubmission,
  SavedProbeSubmission,
  Report,
  ProbeEvent,
  CapabilitySubmission,
  CapabilityEvent,
};

export const probeCalls: Call<keyof typeof probeSchemas>[] = [
  {
    method: "post",
    path: "/probe",
    actions: ["destination.test"],
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
    method: "post",
    path: "/destinations/{id}/probe",
    actions: ["destination.save"],
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
];
