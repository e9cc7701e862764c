// The ways to authenticate that a select offers, and what choosing one makes of the draft: what was typed for another stays.
import { furtherAuth } from "#lib/destination/auth-draft";
import { type AuthDraft, noAuth } from "#lib/destination/draft-shape";
import { firstAuthKinds } from "./first-auth-kinds";

export const authKinds: typeof firstAuthKinds = [
  ...firstAuthKinds,
  { value: "sigv4", label: "AWS SigV4" },
  { value: "oauth2", label: "OAuth2 client credentials" },
  { value: "google", label: "Google service account" },
];

export function chosenAuth(kind: string, auth: AuthDraft | null): AuthDraft {
  const type = authKinds.find(({ value }) => value === kind)?.value ?? "none";
  return {
    ...(firstAuthKinds.some(({ value }) => value === type) ? noAuth : { ...noAuth, ...furtherAuth }),
    ...auth,
    type,
  };
}
