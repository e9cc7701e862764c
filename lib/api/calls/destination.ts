// Calls about destinations as they are saved.
import type { Call } from "#lib/api/call";
import { listOf } from "#lib/api/call";
import { messageQuery } from "#lib/api/calls/revision";
import { Switch } from "#lib/api/submission";
import { Destination, SavedDestination } from "#lib/destination/schema";

export const destinationSchemas = {
  Destination,
  SavedDestination,
  DestinationList: listOf(SavedDestination),
  Switch,
};

export const destinationCalls: Call<keyof typeof destinationSchemas>[] = [
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
    actions: ["destination.save"],
    summary: "Add a destination",
    body: "Destination",
    query: messageQuery,
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
    actions: ["destination.save"],
    summary: "Replace a destination",
    body: "Destination",
    query: messageQuery,
    ifMatch: "required",
    status: 200,
    answer: "SavedDestination",
    errors: [404, 409, 413, 422, 428],
  },
  {
    method: "patch",
    path: "/destinations/{id}",
    actions: ["destination.switch"],
    summary: "Switch it on or off",
    body: "Switch",
    query: messageQuery,
    ifMatch: "optional",
    status: 200,
    answer: "SavedDestination",
    errors: [404, 409, 413, 422],
  },
  {
    method: "delete",
    path: "/destinations/{id}",
    actions: ["destination.delete"],
    summary: "Delete it, for good after 10 minutes",
    ifMatch: "optional",
    status: 204,
    errors: [404, 409],
  },
  {
    method: "post",
    path: "/destinations/{id}/undelete",
    actions: ["destination.undelete"],
    summary: "Bring it back",
    status: 200,
    answer: "SavedDestination",
    errors: [404],
  },
];
