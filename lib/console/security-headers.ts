// The headers that every answer of the console carries. Pure; the nonce comes in.

export const policyHeader = "content-security-policy";

/** Next reads the nonce from this header of the *request* and puts it on every script of the page. */
export function contentSecurityPolicy(nonce: string, isHttps: boolean): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    // Radix and sonner set style attributes and style elements; styles run no code.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(isHttps ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}

export function securityHeaders(policy: string, isHttps: boolean): Record<string, string> {
  return {
    [policyHeader]: policy,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    // Not no-referrer: with that a form is posted with `Origin: null`.
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), clipboard-write=(self)",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    ...(isHttps ? { "strict-transport-security": "max-age=31536000" } : {}),
  };
}
