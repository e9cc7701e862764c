// Who did what, when: the first page of what the address asks for, drawn by the server.
import type { Metadata } from "next";
import { AuditView } from "#components/audit/AuditView";
import { DownloadLink } from "#components/audit/DownloadLink";
import { PageHead } from "#components/ui/Card";
import { type AuditAddress, addressOf, auditParameters, queryOf, readFilter } from "#lib/audit/filter";
import { requireUser } from "#lib/auth/session";
import { readAudit, readAuditChoices } from "#lib/queries/audit";

export const metadata: Metadata = { title: "Audit" };

type Search = Record<string, string | string[] | undefined>;

export default async function AuditPage({ searchParams }: { searchParams: Promise<Search> }) {
  const address = addressIn(await searchParams);
  await requireUser(`/audit${addressOf(address)}`);
  const query = queryOf(address, new Date());
  const filter = readFilter(query);
  const [first, choices] = await Promise.all([
    filter.ok ? readAudit(filter.data, { cursor: null, limit: 50 }) : null,
    readAuditChoices(),
  ]);
  return (
    <>
      <PageHead
        actions={filter.ok && <DownloadLink query={query} />}
        text="Who did what, when. Secret values are never recorded."
        title="Audit"
      />
      <AuditView address={address} choices={choices} first={first} query={query} />
    </>
  );
}

function addressIn(search: Search): AuditAddress {
  const names = [...auditParameters, "when"] as const;
  const given = names.flatMap((name) => {
    const value = search[name];
    return typeof value === "string" && value !== "" ? [[name, value]] : [];
  });
  return Object.fromEntries(given);
}
