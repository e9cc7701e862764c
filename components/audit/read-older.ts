// The entries behind those that are shown, from the API.
import { AuditList } from "#lib/audit/entry";
import { type AuditQuery, addressOf } from "#lib/audit/filter";

export async function readOlder(query: AuditQuery, cursor: string): Promise<AuditList> {
  const search = new URLSearchParams(addressOf(query));
  search.set("cursor", cursor);
  const answer = await fetch(`/api/v1/audit?${search}`);
  if (!answer.ok) throw new Error(`The audit answered ${answer.status}`);
  return AuditList.parse(await answer.json());
}
