// What may be written into the audit: noun and verb of each, and no others, so that who writes and who tells it cannot drift. Pure.

const verbs = {
  destination: [
    "create",
    "save",
    "switch",
    "restore",
    "delete",
    "undelete",
    "purge",
    "pause",
    "resume",
    "retry",
    "discard",
    "probe",
    "capabilities",
  ],
  secret: ["create", "save", "delete"],
  person: [
    "create",
    "link",
    "role",
    "deactivate",
    "reactivate",
    "sign_out",
    "password",
    "invite",
    "invite_link",
    "withdraw",
    "reset_link",
    "two_factor_on",
    "two_factor_off",
    "recovery_code",
    "recovery_codes",
    "wrong_codes",
  ],
  session: ["create", "delete", "replace", "revoke", "revoke_others", "refused"],
  account: ["refused"],
  key: ["create", "revoke", "used"],
  settings: ["save", "restore"],
  webhook: ["test"],
  setup: ["link"],
  audit: ["prune"],
  instance: ["rotate_key"],
  config: ["apply", "release"],
} as const;

type Verbs = typeof verbs;
export type AuditAction = { [Noun in keyof Verbs]: `${Noun}.${Verbs[Noun][number]}` }[keyof Verbs];

export const auditActions = Object.entries(verbs).flatMap(([noun, all]) =>
  all.map((verb) => `${noun}.${verb}`),
) as AuditAction[];
