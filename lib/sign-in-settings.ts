// How people may sign in, as the environment says it: by password, by an OpenID Connect provider, or both. Parsed here so that a
// wrong or partial setting is one clear line at start. Asks no provider; no message holds the client secret.
import * as z from "zod";
import { type Role, roles } from "#lib/auth/permissions";
import { readTokenUrl } from "#lib/destination/token-endpoint";
import { fail, ok, type Result } from "#lib/result";

/** `group` null = anybody who signs in. */
export type GroupRole = { role: Role; group: string | null };

export type OidcSettings = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** As the button and all words about it call the provider. */
  name: string;
  scopes: string;
  /** Name of the claim, or the dotted path to it. */
  groupsClaim: string;
  /** The highest role first: the first that fits is the one. */
  roles: GroupRole[];
};

export type SignInSettings = { oidc: OidcSettings | null; hasPasswords: boolean };

const visible = /^[\x21-\x7e]+$/;
const discoveryPath = /\/\.well-known\/openid-configuration$/;

export const signInVariables = {
  OUTSPAN_OIDC_ISSUER: z
    .string()
    .trim()
    .transform((text) => text.replace(discoveryPath, ""))
    .refine(isIssuer, "must be the provider's https:// URL, without query or fragment (http:// for a private host)")
    .optional(),
  OUTSPAN_OIDC_CLIENT_ID: z.string().trim().min(1, "must not be blank").optional(),
  OUTSPAN_OIDC_CLIENT_SECRET: z.string().regex(visible, "must be visible ASCII characters without spaces").optional(),
  OUTSPAN_OIDC_NAME: z
    .string()
    .trim()
    .min(1, "must not be blank")
    .max(40, "must have at most 40 characters")
    .optional(),
  OUTSPAN_OIDC_SCOPES: z
    .string()
    .trim()
    .refine((text) => text.split(/\s+/).includes("openid"), "must contain openid")
    .optional(),
  OUTSPAN_OIDC_GROUPS_CLAIM: z.string().trim().min(1, "must not be blank").optional(),
  OUTSPAN_OIDC_ROLES: z.string().transform(toGroupRoles).optional(),
  OUTSPAN_PASSWORD_SIGN_IN: z.enum(["on", "off"], "must be on or off").default("on"),
};

const Variables = z.object(signInVariables);
const needed = [
  "OUTSPAN_OIDC_ISSUER",
  "OUTSPAN_OIDC_CLIENT_ID",
  "OUTSPAN_OIDC_CLIENT_SECRET",
  "OUTSPAN_OIDC_ROLES",
] as const;

/** All that is needed, or nothing of it: half a provider would be a button that never works. */
export function signInSettings(values: z.output<typeof Variables>): Result<SignInSettings> {
  const hasPasswords = values.OUTSPAN_PASSWORD_SIGN_IN === "on";
  const given = Object.entries(values).flatMap(([name, value]) =>
    name.startsWith("OUTSPAN_OIDC_") && value !== undefined ? [name] : [],
  );
  if (given.length === 0) {
    if (hasPasswords) return ok({ oidc: null, hasPasswords });
    return fail(
      "invalid",
      "OUTSPAN_PASSWORD_SIGN_IN=off needs OUTSPAN_OIDC_ISSUER and its like: else nobody could sign in",
    );
  }
  const {
    OUTSPAN_OIDC_ISSUER: issuer,
    OUTSPAN_OIDC_CLIENT_ID: clientId,
    OUTSPAN_OIDC_CLIENT_SECRET: clientSecret,
    OUTSPAN_OIDC_ROLES: groupRoles,
  } = values;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined || groupRoles === undefined) {
    const missing = needed.filter((name) => values[name] === undefined).join(" and ");
    return fail("invalid", `${given[0]} is set, so ${missing} must be set too`);
  }
  const oidc = {
    ...{ issuer, clientId, clientSecret, roles: groupRoles },
    name: values.OUTSPAN_OIDC_NAME ?? "single sign-on",
    scopes: values.OUTSPAN_OIDC_SCOPES ?? "openid email profile",
    groupsClaim: values.OUTSPAN_OIDC_GROUPS_CLAIM ?? "groups",
  };
  return ok({ oidc, hasPasswords });
}

/** HTTPS, or a host that looks like one's own: the client secret goes there. */
function isIssuer(text: string): boolean {
  return readTokenUrl(text) !== null && !text.includes("?");
}

/** `admin=platform,editor=sre,viewer=*`; a comma inside a group's name is written `\,`. */
function toGroupRoles(text: string, context: z.core.$RefinementCtx<string>): GroupRole[] {
  const pairs = text
    .split(/(?<!\\),/)
    .map((part) => part.replaceAll("\\,", ",").trim())
    .filter((part) => part !== "")
    .map((part) => {
      const [, name, group] = /^([a-z]+)\s*=\s*(.+)$/s.exec(part) ?? [];
      const role = roles.find((one) => one === name);
      return role === undefined || group === undefined ? null : { role, group: group === "*" ? null : group };
    });
  if (pairs.length === 0 || pairs.includes(null)) {
    context.addIssue(`must be role=group pairs such as admin=platform,viewer=* with the roles ${roles.join(", ")}`);
    return z.NEVER;
  }
  return [...roles].reverse().flatMap((role) => pairs.flatMap((pair) => (pair?.role === role ? [pair] : [])));
}
