// Calls about keys.
import { type Call, listOf } from "#lib/api/call";
import { CreatedKey, KeySubmission, SavedKey } from "#lib/key";

export const keySchemas = {
  KeySubmission,
  SavedKey,
  CreatedKey,
  KeyList: listOf(SavedKey),
};

export const keyCalls: Call<keyof typeof keySchemas>[] = [
  {
    method: "get",
    path: "/keys",
    summary: "API keys and ingest keys that are not revoked, and how far they are used",
    status: 200,
    answer: "KeyList",
    errors: [],
  },
  {
    method: "post",
    path: "/keys",
    actions: ["key.create"],
    summary: "Make a key; its text is in this answer alone",
    body: "KeySubmission",
    status: 201,
    answer: "CreatedKey",
    errors: [409, 413, 422, 428],
  },
  {
    method: "delete",
    path: "/keys/{id}",
    actions: ["key.revoke"],
    summary: "Revoke a key",
    status: 204,
    errors: [404],
  },
];
