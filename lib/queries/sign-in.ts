// What the sign-in page offers, and what it says of a sign-in that came to nothing. Never a secret of the provider's settings.
import * as z from "zod";
import { oidcRefusals, refusalWords } from "#lib/auth/oidc-refusal";
import { runtime } from "#lib/runtime";

export type SignInView = {
  hasPasswords: boolean;
  oidc: { name: string } | null;
  failure: { title: string; text: string } | null;
};

/** `refusal`: from the address, so that it may be anything. */
export async function readSignIn(refusal: unknown): Promise<SignInView> {
  const { settings, oidc } = await runtime();
  const known = z.enum(oidcRefusals).safeParse(refusal);
  return {
    hasPasswords: settings.signIn.hasPasswords,
    oidc: oidc && { name: oidc.settings.name },
    failure: oidc !== null && known.success ? refusalWords(known.data, oidc.settings) : null,
  };
}
