// Authentication as the form holds it, and back. Saved secrets are a flag; what one kind does not have keeps its place while
// another is chosen.
import { type AuthDraft, type FurtherAuthDraft, noAuth } from "#lib/destination/draft-shape";
import type { Auth } from "#lib/destination/schema";

/** The fields beyond a header's, empty. Not part of an empty form: they come with the kind that has them. */
export const furtherAuth: FurtherAuthDraft = {
  region: "",
  service: "",
  credentials: "static",
  accessKeyId: "",
  secretAccessKey: "",
  secretAccessKeySaved: false,
  sessionToken: "",
  sessionTokenSaved: false,
  tokenUrl: "",
  clientId: "",
  clientSecret: "",
  clientSecretSaved: false,
  scopes: "",
  audience: "",
  clientAuth: "basic",
  serviceAccount: "",
  serviceAccountSaved: false,
};

export function authDraft(auth: Auth): AuthDraft {
  switch (auth.type) {
    case "none":
      return { ...noAuth };
    case "bearer":
      return { ...noAuth, type: "bearer", token: auth.token ?? "", tokenSaved: auth.token === null };
    case "basic": {
      const { username, password } = auth;
      return { ...noAuth, type: "basic", username, password: password ?? "", passwordSaved: password === null };
    }
    case "sigv4": {
      const { type, credentials, region = "", service = "", accessKeyId = "", secretAccessKey, sessionToken } = auth;
      return {
        ...{ ...noAuth, ...furtherAuth, type, credentials, region, service, accessKeyId },
        secretAccessKey: secretAccessKey ?? "",
        secretAccessKeySaved: secretAccessKey === null,
        sessionToken: sessionToken ?? "",
        sessionTokenSaved: sessionToken === null,
      };
    }
    case "oauth2": {
      const { type, tokenUrl, clientId, clientSecret, scopes = [], audience = "", clientAuth = "basic" } = auth;
      return {
        ...{ ...noAuth, ...furtherAuth, type, tokenUrl, clientId, audience, clientAuth },
        scopes: scopes.join(" "),
        clientSecret: clientSecret ?? "",
        clientSecretSaved: clientSecret === null,
      };
    }
    case "google": {
      const { type, serviceAccount } = auth;
      const saved = { serviceAccount: serviceAccount ?? "", serviceAccountSaved: serviceAccount === null };
      return { ...noAuth, ...furtherAuth, type, ...saved };
    }
  }
}

export function authOf(draft: AuthDraft): Auth {
  const { type, token, tokenSaved, username, password, passwordSaved } = draft;
  const all = { ...furtherAuth, ...draft };
  switch (type) {
    case "none":
      return { type };
    case "bearer":
      return { type, token: tokenSaved ? null : token };
    case "basic":
      return { type, username, password: passwordSaved ? null : password };
    case "sigv4":
      return { type, credentials: all.credentials, ...named(all, "region", "service"), ...keysOf(all) };
    case "oauth2": {
      const { tokenUrl, clientId, clientSecretSaved, clientSecret, clientAuth } = all;
      const scopes = all.scopes.split(/[\s,]+/).filter((scope) => scope !== "");
      const secret = clientSecretSaved ? null : clientSecret;
      const rest = { ...(scopes.length > 0 && { scopes }), ...named(all, "audience"), clientAuth };
      return { type, tokenUrl, clientId, clientSecret: secret, ...rest };
    }
    case "google":
      return { type, serviceAccount: all.serviceAccountSaved ? null : all.serviceAccount };
  }
}

/** What is empty is not there. */
function named<K extends "region" | "service" | "audience">(draft: FurtherAuthDraft, ...names: K[]) {
  const typed = names.flatMap((name) => (draft[name] === "" ? [] : [[name, draft[name]] as const]));
  return Object.fromEntries(typed) as Partial<Record<K, string>>;
}

function keysOf(draft: FurtherAuthDraft) {
  const { credentials, accessKeyId, secretAccessKey, secretAccessKeySaved, sessionToken, sessionTokenSaved } = draft;
  if (credentials === "host") return {};
  const session = sessionTokenSaved ? null : sessionToken;
  return {
    accessKeyId,
    secretAccessKey: secretAccessKeySaved ? null : secretAccessKey,
    ...(session !== "" && { sessionToken: session }),
  };
}
