import { expect, test } from "vitest";
import { contentSecurityPolicy, securityHeaders } from "#lib/console/security-headers";

test("scripts run by the nonce of this answer only: no inline, no eval, no foreign host", () => {
  const policy = contentSecurityPolicy("abc123", false);
  const scripts = policy.split("; ").find((part) => part.startsWith("script-src"));
  expect(scripts).toBe("script-src 'nonce-abc123' 'strict-dynamic'");
  expect(policy).not.toMatch(/unsafe-eval|https?:|\*/);
});

test.each([
  "default-src 'none'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
])("the policy says %s", (directive) => {
  expect(contentSecurityPolicy("n", false).split("; ")).toContain(directive);
});

test("https is demanded for the future only where the console is published by https", () => {
  expect(securityHeaders("p", true)).toHaveProperty("strict-transport-security");
  expect(securityHeaders("p", false)).not.toHaveProperty("strict-transport-security");
  expect(contentSecurityPolicy("n", true)).toContain("upgrade-insecure-requests");
  expect(contentSecurityPolicy("n", false)).not.toContain("upgrade-insecure-requests");
});
