// Named secrets: keys that several destinations use, kept once, sent to their own origins alone.
import type { Metadata } from "next";
import { SecretsView } from "#components/secret/SecretsView";
import { whyNot } from "#lib/auth/permissions";
import { requireUser } from "#lib/auth/session";
import { secretTemplates } from "#lib/preset/secret-templates";
import { listSecrets } from "#lib/queries/secret";

export const metadata: Metadata = { title: "Secrets" };

type Query = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SecretsPage({ searchParams }: Query) {
  const user = await requireUser("/settings/secrets");
  const { origin } = await searchParams;
  const reason = whyNot(user.role, "secret:write");
  return (
    <SecretsView
      beginWith={typeof origin === "string" && reason === undefined ? origin.slice(0, 512) : null}
      reason={reason}
      saved={await listSecrets()}
      templates={secretTemplates()}
    />
  );
}
