// The revisions of one destination: the one that the address chooses, beside the one before it or another.
import { notFound } from "next/navigation";
import { RevisionsView } from "#components/revision/RevisionsView";
import { whyNot } from "#lib/auth/permissions";
import { requireUser } from "#lib/auth/session";
import { heldWords } from "#lib/provisioned-words";
import { findDestination } from "#lib/queries/destination";
import { listDestinationRevisions, readDifference } from "#lib/queries/revision";

type Search = Record<string, string | string[] | undefined>;
type Parameters = { params: Promise<{ id: string }>; searchParams: Promise<Search> };

export default async function RevisionsPage({ params, searchParams }: Parameters) {
  const { id } = await params;
  const user = await requireUser(`/destinations/${id}/revisions`);
  const search = await searchParams;
  const saved = await findDestination(id);
  if (saved === null) notFound();
  const revisions = await listDestinationRevisions(id);
  // A number that is not kept any more, as in an old link, shows the current one.
  const chosen = revisions.find(({ revision }) => String(revision) === search.revision) ?? revisions[0];
  if (chosen === undefined) notFound();
  const from = revisions.find(({ revision }) => String(revision) === search.from)?.revision;
  const difference = await readDifference(id, chosen.revision, from);
  if (difference === null) notFound();
  const reason = whyNot(user.role, "destination:write") ?? heldWords(saved.provisioned);
  return (
    <RevisionsView
      chosen={chosen}
      difference={difference}
      key={id}
      reason={reason}
      revisions={revisions}
      saved={saved}
    />
  );
}
