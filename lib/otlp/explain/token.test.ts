// What is said of a token that was not given, by the facts alone; with real servers in lib/engine/probe-token.test.ts.
import { expect, test } from "vitest";
import { diagnoseToken, noTokenWords } from "#lib/otlp/explain/token";
import type { TokenFault, TokenSeen } from "#lib/otlp/observation";

const seen = (more: Partial<TokenSeen>): TokenSeen => ({
  ...{ startMs: 0, durationMs: 1, from: "oauth2", origin: "https://login.test:443", isGranted: false },
  ...{ status: null, contentType: null, error: null, words: null, skewMs: null, fault: null },
  ...{ expiresInS: null, tokenType: null },
  ...more,
});
const told = (more: Partial<TokenSeen>) => {
  const { code, certainty } = diagnoseToken(seen(more), ["traces"]);
  return `${code} ${certainty}`;
};
const json = { contentType: "application/json" };

test.each<[string, Partial<TokenSeen>]>([
  ["token.invalid_client certain", { ...json, status: 400, error: "invalid_client" }],
  ["token.invalid_client likely", { status: 401 }],
  ["token.invalid_scope certain", { ...json, status: 400, error: "invalid_target" }],
  ["token.invalid_grant certain", { ...json, status: 400, error: "invalid_grant", words: "account deleted" }],
  ["token.refused certain", { ...json, status: 400, error: "temporarily_unavailable" }],
  ["token.refused likely", { status: 429 }],
  ["token.not_a_token_endpoint certain", { status: 405, contentType: "text/html" }],
])("%s: %j", (expected, more) => expect(told(more)).toBe(expected));

test("a clock is named by the words of the refusal, and with certainty where the Date of the answer shows it", () => {
  const words = "Invalid JWT: Check your iat and exp values";
  const refused = { ...json, from: "google" as const, status: 400, error: "invalid_grant", words };
  expect(told({ ...refused, skewMs: 90_000 })).toBe("token.clock certain");
  expect(told({ ...refused, skewMs: 0 })).toBe("token.clock likely");
  expect(diagnoseToken(seen({ ...refused, skewMs: -90_000 }), []).title).toContain("90 s ahead");
  expect(told({ ...refused, words: "The client secret has expired", skewMs: 0 })).toBe("token.invalid_grant certain");
});

test.each<[TokenFault["at"], string]>([
  ["dns", "its name does not resolve"],
  ["tcp", "nothing answers on its port"],
  ["proxy", "the proxy does not open the way"],
  ["tls", "the TLS handshake fails"],
  ["answer", "it does not answer"],
  ["blocked", "the target policy blocks its address"],
])("a token server that is not reached, by the way: %s", (at, words) => {
  const fault: TokenFault = { at, code: "CODE", message: "message" };
  const { code, title } = diagnoseToken(seen({ fault }), ["traces"]);
  expect([code, title]).toEqual(["token.unreachable", `The token server is not reached, ${words}: CODE`]);
});

test("one line for a status says which of the two is missing, and why", () => {
  expect(noTokenWords(seen({ status: 200, contentType: "text/html" }))).toBe("No access token: 200, text/html");
  const fault = { at: "chain", code: "CredentialsProviderError", message: "No credentials on this host" } as const;
  expect(noTokenWords(seen({ from: "aws", fault }))).toMatch(/^No AWS credentials: CredentialsProviderError/);
});
