// Judges authentication, each way with its own fields. No message holds a value. What depends on where it is sent is in
// check-signing.ts.
import { checkSecret, valueLengthMax } from "#lib/destination/check-header";
import { hasInvisible, lineProblem } from "#lib/destination/check-value";
import type { Fix, Problem } from "#lib/destination/problem";
import type { Auth } from "#lib/destination/schema";
import { readServiceAccount, readTokenUrl } from "#lib/destination/token-endpoint";

const userLengthMax = 256;
const nameLengthMax = 2048;
const scopesMax = 64;
const keyFileLengthMax = 65_536;

type Of<T extends Auth["type"]> = Extract<Auth, { type: T }>;

function problem(path: string, message: string, code = "settings.invalid", fix: Fix | null = null): Problem {
  return { path, code, message, fix };
}

/** `at` = pointer of the authentication. */
export function checkAuth(auth: Auth, at: string): Problem[] {
  return judged(auth, at).filter((one) => one !== null);
}

function judged(auth: Auth, at: string): (Problem | null)[] {
  switch (auth.type) {
    case "none":
      return [];
    case "bearer":
      return [checkSecret(auth.token, `${at}/token`, "token")];
    case "basic":
      return [checkUsername(auth.username, `${at}/username`), checkPassword(auth.password, `${at}/password`)];
    case "sigv4":
      return checkSigv4(auth, at);
    case "oauth2":
      return checkOauth2(auth, at);
    case "google":
      return [checkKeyFile(auth.serviceAccount, `${at}/serviceAccount`)];
  }
}

function checkSigv4(auth: Of<"sigv4">, at: string): (Problem | null)[] {
  const { region, service, credentials, accessKeyId, secretAccessKey, sessionToken } = auth;
  const names = [
    region ? lineProblem(region, `${at}/region`, "region") : null,
    service ? lineProblem(service, `${at}/service`, "service") : null,
  ];
  if (credentials === "host") {
    const typed = (["accessKeyId", "secretAccessKey", "sessionToken"] as const).find((key) => auth[key] !== undefined);
    const change = { path: `${at}/${typed}`, op: "remove" } as const;
    const fix: Fix = { label: "Remove the key", changes: [change] };
    const message = "Leave the key out: the credentials of this host are used";
    return [...names, typed === undefined ? null : problem(change.path, message, "settings.invalid", fix)];
  }
  return [
    ...names,
    checkLine(accessKeyId, `${at}/accessKeyId`, "access key ID"),
    checkSecret(secretAccessKey === undefined ? "" : secretAccessKey, `${at}/secretAccessKey`, "secret access key"),
    sessionToken === undefined ? null : checkSecret(sessionToken, `${at}/sessionToken`, "session token"),
  ];
}

function checkOauth2(auth: Of<"oauth2">, at: string): (Problem | null)[] {
  const { tokenUrl, clientId, clientSecret, scopes = [], audience } = auth;
  return [
    checkTokenUrl(tokenUrl, `${at}/tokenUrl`),
    checkLine(clientId, `${at}/clientId`, "client ID"),
    checkPassword(clientSecret, `${at}/clientSecret`, "client secret") ??
      (clientSecret?.trim() === "" ? problem(`${at}/clientSecret`, "Enter the client secret") : null),
    checkScopes(scopes, `${at}/scopes`),
    audience === undefined || audience === "" ? null : checkLine(audience, `${at}/audience`, "audience"),
  ];
}

function checkScopes(scopes: readonly string[], path: string): Problem | null {
  if (scopes.length > scopesMax) return problem(path, `Use ${scopesMax} scopes or fewer`);
  // RFC 6749 §3.3.
  const isRight = scopes.every((scope) => /^[\x21\x23-\x5b\x5d-\x7e]{1,2048}$/.test(scope));
  return isRight ? null : problem(path, "Write scopes without quotes, separated by spaces");
}

function checkLine(text: string | undefined, path: string, noun: string): Problem | null {
  if (text === undefined || text.trim() === "") return problem(path, `Enter the ${noun}`);
  if (text.length > nameLengthMax) return problem(path, `Shorten the ${noun} to 2,048 characters`);
  return lineProblem(text, path, noun);
}

function checkTokenUrl(text: string, path: string): Problem | null {
  const wrong = checkLine(text, path, "token URL");
  if (wrong !== null) return wrong;
  if (readTokenUrl(text) !== null) return null;
  if (/^http:/i.test(text) && readTokenUrl(text.replace(/^http:/i, "https:")) !== null) {
    const value = text.replace(/^http:/i, "https:");
    const fix: Fix = { label: "Use https://", changes: [{ path, value }] };
    return problem(path, "Use https:// for the token URL: the client secret goes there", "settings.invalid", fix);
  }
  return problem(path, "Enter the token URL whole, for example https://login.example.com/oauth2/token");
}

function checkKeyFile(text: string | null, path: string): Problem | null {
  if (text === null) return null;
  if (text.trim() === "") return problem(path, "Paste the service account's key file");
  if (text.length > keyFileLengthMax) return problem(path, "Shorten the key file to 64 KiB");
  const account = readServiceAccount(text);
  if (account === null) {
    return problem(path, "Paste the whole key file: JSON from { to } with client_email and private_key");
  }
  if (!account.privateKey.includes("PRIVATE KEY-----"))
    return problem(path, "The private_key in this file is no PEM key");
  return readTokenUrl(account.tokenUrl) === null
    ? problem(path, "The token_uri in this file is no https:// URL")
    : null;
}

function checkUsername(username: string, path: string): Problem | null {
  if (username.trim() === "") return problem(path, "Enter the username");
  if (username.length > userLengthMax) return problem(path, `Shorten the username to ${userLengthMax} characters`);
  if (username !== username.trim() || hasInvisible(username)) {
    const fix: Fix = { label: "Remove the space", changes: [{ path, transform: "strip-invisible" }] };
    return problem(path, "Remove the space or invisible character from the username", "header.trailing_newline", fix);
  }
  return username.includes(":") ? problem(path, "A username has no colon: what follows it is the password") : null;
}

/** Any text but control characters; empty is allowed, some vendors take the key as the username alone. */
function checkPassword(password: string | null, path: string, noun = "password"): Problem | null {
  if (password === null) return null;
  if (password.length > valueLengthMax) return problem(path, `Shorten the ${noun} to 16,384 characters`);
  if (!/\p{Cc}/u.test(password)) return null;
  const fix: Fix = { label: "Remove the newline", changes: [{ path, transform: "strip-invisible" }] };
  return problem(path, `Remove the newline or control character from the ${noun}`, "header.trailing_newline", fix);
}
