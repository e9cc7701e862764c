// Why a sign-in through the provider came to nothing, and what a person reads of it. Words of our own only: what a provider says
// may hold tokens, so it stays out. Pure.

export const oidcRefusals = [
  "denied",
  "expired",
  "mismatch",
  "used",
  "unreachable",
  "blocked",
  "answer",
  "client",
  "untrusted",
  "clock",
  "no_email",
  "email_unverified",
  "email_taken",
  "no_group",
  "deactivated",
  "first_admin",
  "too_many",
  "internal",
] as const;

export type OidcRefusal = (typeof oidcRefusals)[number];

/** `note` is for the log: a code, a host, never a value that a provider or a browser chose freely. */
export type Refused = { ok: false; refusal: OidcRefusal; note?: string };
export type Attempted<T> = { ok: true; data: T } | Refused;

export function refused(refusal: OidcRefusal, note?: string): Refused {
  return { ok: false, refusal, ...(note !== undefined && { note }) };
}

export function attempted<T>(data: T): Attempted<T> {
  return { ok: true, data };
}

type Words = readonly [title: string, text: string];

/** Of the sign-in itself, whoever the provider is. */
const ownWords = {
  expired: [
    "This sign-in took too long.",
    "It has to be finished within 10 minutes, in the browser it began in. Start again.",
  ],
  mismatch: ["This sign-in began somewhere else.", "It was started in another tab or browser. Start again from here."],
  used: ["This sign-in was used already.", "Each one works once. Start again."],
  deactivated: ["This account is deactivated.", "Ask an admin to open it again."],
  first_admin: ["The first account has to be an admin’s.", "Your groups do not give you that role."],
  too_many: ["Too many tries at once.", "Try again in a moment."],
  internal: ["Something went wrong on the server.", "Nobody was signed in. The log says why."],
} as const satisfies Partial<Record<OidcRefusal, Words>>;

/** What stands on the sign-in page: what happened, and what to do about it. */
export function refusalWords(
  refusal: OidcRefusal,
  { name, groupsClaim }: { name: string; groupsClaim: string },
): { title: string; text: string } {
  const words: Record<OidcRefusal, Words> = { ...ownWords, ...providerWords(name), ...personWords(name, groupsClaim) };
  const [title, text] = words[refusal];
  return { title, text };
}

/** Between Outspan and the provider. */
function providerWords(name: string) {
  return {
    denied: [
      `${capital(name)} did not sign you in.`,
      "The request was declined or cancelled there. Try again, or ask an admin.",
    ],
    unreachable: [
      `${capital(name)} cannot be reached.`,
      "Outspan got no answer from it. Try again in a moment; the log says why.",
    ],
    blocked: [
      `${capital(name)} is at an address that is not allowed.`,
      "OUTSPAN_TARGETS says where Outspan may connect to. An admin has to change it, or OUTSPAN_OIDC_ISSUER.",
    ],
    answer: [
      `${capital(name)} gave an answer that cannot be used.`,
      "Is OUTSPAN_OIDC_ISSUER the provider’s own address? The log has its error code.",
    ],
    client: [
      `${capital(name)} does not accept Outspan.`,
      "An admin has to compare OUTSPAN_OIDC_CLIENT_ID and OUTSPAN_OIDC_CLIENT_SECRET with the provider’s.",
    ],
    untrusted: [
      `What ${name} sent cannot be trusted.`,
      "The ID token is not signed by the provider, or is meant for somebody else. Nobody was signed in.",
    ],
    clock: [
      `The clocks of Outspan and ${name} differ.`,
      "The ID token has ended, or begins later. An admin has to set the clock of Outspan’s machine.",
    ],
  } as const satisfies Partial<Record<OidcRefusal, Words>>;
}

/** Of what the provider says of this person. */
function personWords(name: string, groupsClaim: string) {
  return {
    no_email: [
      `${capital(name)} did not tell an email address.`,
      "An admin has to add it to what the provider tells: scope email, claim email.",
    ],
    email_unverified: [
      "Your email address is not verified.",
      `${capital(name)} says so, and nobody gets an account by an address that may be somebody else’s. Verify it there, then sign in again.`,
    ],
    email_taken: [
      "There is an account with your email address already.",
      `${capital(name)} did not prove that it is yours, so the account stays closed to it. Sign in as you did before, or ask an admin.`,
    ],
    no_group: [
      "None of your groups may sign in.",
      `No role fits the claim “${groupsClaim}” of your ID token. An admin changes this at the provider, or in OUTSPAN_OIDC_ROLES.`,
    ],
  } as const satisfies Partial<Record<OidcRefusal, Words>>;
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
