// Calls about named secrets.
import { type Call, listOf } from "#lib/api/call";
import { messageQuery } from "#lib/api/calls/revision";
import {
  SavedSecret,
  SecretProbed,
  SecretProbeSubmission,
  SecretReplacement,
  SecretSubmission,
} from "#lib/destination/named-secret";
import { RevisionDifference } from "#lib/destination/revision";
import { SecretRevision } from "#lib/destination/secret-revision";

export const secretSchemas = {
  SecretSubmission,
  SecretReplacement,
  SavedSecret,
  SecretList: listOf(SavedSecret),
  SecretProbeSubmission,
  SecretProbed,
  SecretProbedList: listOf(SecretProbed),
  SecretRevision,
  SecretRevisionList: listOf(SecretRevision),
  RevisionDifference,
};

export const secretCalls: Call<keyof typeof secretSchemas>[] = [
  {
    method: "get",
    path: "/secrets",
    summary: "Named secrets: where they may go, who set them, who uses them; never a value",
    status: 200,
    answer: "SecretList",
    errors: [],
  },
  {
    method: "post",
    path: "/secrets",
    actions: ["secret.create"],
    summary: "Add a named secret",
    body: "SecretSubmission",
    query: messageQuery,
    status: 201,
    answer: "SavedSecret",
    errors: [413, 422],
  },
  {
    method: "get",
    path: "/secrets/{name}",
    summary: "One named secret",
    status: 200,
    answer: "SavedSecret",
    errors: [404],
  },
  {
    method: "put",
    path: "/secrets/{name}",
    actions: ["secret.save"],
    summary: "Replace it: null keeps a value, unless an origin is added",
    body: "SecretReplacement",
    query: messageQuery,
    ifMatch: "required",
    status: 200,
    answer: "SavedSecret",
    errors: [404, 409, 413, 422, 428],
  },
  {
    method: "delete",
    path: "/secrets/{name}",
    actions: ["secret.delete"],
    summary: "Delete it; one that a destination uses stays",
    ifMatch: "optional",
    status: 204,
    errors: [404, 409],
  },
  {
    method: "get",
    path: "/secrets/{name}/revisions",
    summary: "The newest 200 revisions of a named secret, each with what it changed; never a value",
    status: 200,
    answer: "SecretRevisionList",
    errors: [404],
  },
  {
    method: "get",
    path: "/secrets/{name}/revisions/{revision}/difference",
    summary: "What differs from another revision, by default the one before",
    query: { from: { type: "integer", minimum: 1 } },
    status: 200,
    answer: "RevisionDifference",
    errors: [404, 422],
  },
  {
    method: "post",
    path: "/secrets/{name}/probe",
    summary: "Test every destination that uses it with these values, which are not saved",
    body: "SecretProbeSubmission",
    isBodyOptional: true,
    status: 200,
    answer: "SecretProbedList",
    lines: "SecretProbed",
    errors: [404, 413, 422],
  },
];
