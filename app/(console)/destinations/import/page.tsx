// Settings from elsewhere, pasted and read, on their way to a new destination.
import type { Metadata } from "next";
import { PastePage } from "#components/import/PastePage";
import { pasteText } from "#components/import/paste-text";
import { PageHead } from "#components/ui/Card";
import { whyNot } from "#lib/auth/permissions";
import { requireUser } from "#lib/auth/session";

export const metadata: Metadata = { title: "Paste settings" };

export default async function ImportPage() {
  const user = await requireUser("/destinations/import");
  return (
    <>
      <PageHead text={pasteText} title="Paste settings" />
      <PastePage reason={whyNot(user.role, "destination:write")} />
    </>
  );
}
