import { expect, test } from "vitest";
import { readEnv } from "#lib/env";

const whole = {
  OUTSPAN_OIDC_ISSUER: "https://login.example.com/realms/ops",
  OUTSPAN_OIDC_CLIENT_ID: "outspan",
  OUTSPAN_OIDC_CLIENT_SECRET: "client-secret-7f3a9b2c",
  OUTSPAN_OIDC_ROLES: "viewer=*,editor=sre,admin=platform-admins",
};
const signIn = (environment: Record<string, string>) => {
  const env = readEnv(environment);
  return env.ok ? env.data.signIn : env.error.message;
};

test("nothing set is passwords alone", () => {
  expect(signIn({})).toEqual({ oidc: null, hasPasswords: true });
});

test("four settings make a provider, the rest has defaults; roles come the highest first", () => {
  expect(signIn(whole)).toEqual({
    oidc: {
      issuer: "https://login.example.com/realms/ops",
      clientId: "outspan",
      clientSecret: "client-secret-7f3a9b2c",
      name: "single sign-on",
      scopes: "openid email profile",
      groupsClaim: "groups",
      roles: [
        { role: "admin", group: "platform-admins" },
        { role: "editor", group: "sre" },
        { role: "viewer", group: null },
      ],
    },
    hasPasswords: true,
  });
});

test("a pasted discovery address is its issuer", () => {
  const pasted = `${whole.OUTSPAN_OIDC_ISSUER}/.well-known/openid-configuration`;
  expect(signIn({ ...whole, OUTSPAN_OIDC_ISSUER: pasted })).toMatchObject({
    oidc: { issuer: whole.OUTSPAN_OIDC_ISSUER },
  });
});

test("a role may be named for several groups, whose names may hold blanks, commas and equals signs", () => {
  const text = "admin=CN=ops\\,OU=it,admin = Platform Team ,editor=a=b";
  expect(signIn({ ...whole, OUTSPAN_OIDC_ROLES: text })).toMatchObject({
    oidc: {
      roles: [
        { role: "admin", group: "CN=ops,OU=it" },
        { role: "admin", group: "Platform Team" },
        { role: "editor", group: "a=b" },
      ],
    },
  });
});

test.each([
  [{ ...whole, OUTSPAN_OIDC_CLIENT_SECRET: "" }, /^OUTSPAN_OIDC_ISSUER is set, so OUTSPAN_OIDC_CLIENT_SECRET must be/],
  [{ OUTSPAN_OIDC_NAME: "Okta" }, /^OUTSPAN_OIDC_NAME is set, so OUTSPAN_OIDC_ISSUER and .* must be set too$/],
  [{ OUTSPAN_PASSWORD_SIGN_IN: "off" }, /^OUTSPAN_PASSWORD_SIGN_IN=off needs OUTSPAN_OIDC_ISSUER/],
  [{ OUTSPAN_PASSWORD_SIGN_IN: "no" }, /^OUTSPAN_PASSWORD_SIGN_IN must be on or off$/],
  [{ ...whole, OUTSPAN_OIDC_ISSUER: "login.example.com" }, /^OUTSPAN_OIDC_ISSUER must be the provider's https/],
  [{ ...whole, OUTSPAN_OIDC_ISSUER: "http://login.example.com" }, /^OUTSPAN_OIDC_ISSUER must be/],
  [{ ...whole, OUTSPAN_OIDC_ISSUER: "https://user:word@login.example.com" }, /^OUTSPAN_OIDC_ISSUER must be/],
  [{ ...whole, OUTSPAN_OIDC_ISSUER: "https://login.example.com/?tenant=1" }, /^OUTSPAN_OIDC_ISSUER must be/],
  [{ ...whole, OUTSPAN_OIDC_SCOPES: "email profile" }, /^OUTSPAN_OIDC_SCOPES must contain openid$/],
  [
    { ...whole, OUTSPAN_OIDC_ROLES: "owner=sre" },
    /^OUTSPAN_OIDC_ROLES must be role=group pairs .* viewer, editor, admin$/,
  ],
  [{ ...whole, OUTSPAN_OIDC_ROLES: "editor=sre,ingest=apps" }, /^OUTSPAN_OIDC_ROLES must be role=group pairs/],
  [{ ...whole, OUTSPAN_OIDC_ROLES: "editor=" }, /^OUTSPAN_OIDC_ROLES must be role=group pairs/],
  [{ ...whole, OUTSPAN_OIDC_ROLES: "," }, /^OUTSPAN_OIDC_ROLES must be role=group pairs/],
])("%j is one clear line, without the client secret", (environment, line) => {
  expect(signIn(environment)).toMatch(line);
  expect(signIn(environment)).not.toContain(whole.OUTSPAN_OIDC_CLIENT_SECRET);
});

test("off with a provider leaves it as the only way", () => {
  expect(signIn({ ...whole, OUTSPAN_PASSWORD_SIGN_IN: "off" })).toMatchObject({ hasPasswords: false });
});
