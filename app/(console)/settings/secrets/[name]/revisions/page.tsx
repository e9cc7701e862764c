// The revisions of a named secret: the one that the address chooses, beside the one before it or another.
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { SecretRevisions } from "#components/revision/SecretRevisions";
import { LinkButton } from "#components/ui/LinkButton";
import { requireUser } from "#lib/auth/session";
import { listSecretRevisions, readSecretDifference } from "#lib/queries/revision";
import { findSecret } from "#lib/queries/secret";

export const metadata: Metadata = { title: "Revisions of a secret" };

type Search = Record<string, string | string[] | undefined>;
type Parameters = { params: Promise<{ name: string }>; searchParams: Promise<Search> };

export default async function SecretRevisionsPage({ params, searchParams }: Parameters) {
  const { name } = await params;
  await requireUser(`/settings/secrets/${name}/revisions`);
  const search = await searchParams;
  const secret = await findSecret(name);
  if (secret === null) notFound();
  const revisions = (await listSecretRevisions(name)).map(({ changes: _, ...line }) => line);
  // A number that is not kept any more, as in an old link, shows the current one.
  const chosen = revisions.find(({ revision }) => String(revision) === search.revision) ?? revisions[0];
  if (chosen === undefined) notFound();
  const from = revisions.find(({ revision }) => String(revision) === search.from)?.revision;
  const difference = await readSecretDifference(name, chosen.revision, from);
  if (difference === null) notFound();
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-16 font-title [overflow-wrap:anywhere]">Revisions of {name}</h2>
        <LinkButton href="/settings/secrets" size="sm" variant="ghost">
          Back to the secrets
        </LinkButton>
      </div>
      <SecretRevisions
        chosen={chosen}
        current={secret.revision}
        difference={difference}
        name={name}
        revisions={revisions}
      />
    </>
  );
}
