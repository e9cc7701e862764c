// Calls about the revisions of a destination.
import { type Call, listOf } from "#lib/api/call";
import {
  DestinationRevision,
  Restoration,
  RestoredDestination,
  RestoreSubmission,
  Revision,
  RevisionDifference,
} from "#lib/destination/revision";

export const revisionSchemas = {
  Revision,
  RevisionList: listOf(Revision),
  DestinationRevision,
  RevisionDifference,
  Restoration,
  RestoreSubmission,
  RestoredDestination,
};

const path = "/destinations/{id}/revisions";

/** Of every write that makes a revision. */
export const messageQuery = { message: { type: "string", maxLength: 200, description: "Why; kept with the revision" } };

export const revisionCalls: Call<keyof typeof revisionSchemas>[] = [
  {
    method: "get",
    path,
    summary: "The newest 200 revisions of a destination, newest first",
    status: 200,
    answer: "RevisionList",
    errors: [404],
  },
  {
    method: "get",
    path: `${path}/{revision}`,
    summary: "One revision, with the destination as it was written",
    status: 200,
    answer: "DestinationRevision",
    errors: [404],
  },
  {
    method: "get",
    path: `${path}/{revision}/difference`,
    summary: "What differs from another revision, by default the one before",
    query: { from: { type: "integer", minimum: 1 } },
    status: 200,
    answer: "RevisionDifference",
    errors: [404, 422],
  },
  {
    method: "get",
    path: `${path}/{revision}/restore`,
    summary: "What restoring it would change, and which secrets must be entered again",
    status: 200,
    answer: "Restoration",
    errors: [404],
  },
  {
    method: "post",
    path: `${path}/{revision}/restore`,
    actions: ["destination.restore"],
    summary: "Bring it back as a new revision",
    body: "RestoreSubmission",
    isBodyOptional: true,
    query: { ...messageQuery, test: { type: "boolean", description: "Start a test of what was restored" } },
    ifMatch: "optional",
    status: 200,
    answer: "RestoredDestination",
    errors: [404, 409, 413, 422],
  },
];
