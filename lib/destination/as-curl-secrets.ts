// The names that a destination's secrets have in commands: $TOKEN, or $TOKEN_1, $TOKEN_2 … where there are several. Holds no value.
import type { EffectiveConnection } from "#lib/destination/resolve";
import type { Auth } from "#lib/destination/schema";

export type TokenNames = {
  /** By the connection that it is set in, and what it is. */
  of: (at: string, what: string) => string;
  /** Each variable, and what belongs in it. */
  asked: { name: string; words: string }[];
  /** One sentence for each variable. */
  told: string[];
};

type Secret = { at: string; what: string; words: string };

export function commandSecrets(connections: readonly EffectiveConnection[]): TokenNames {
  const all = connections.flatMap(secretsOf).map((secret) => [secret.at + secret.what, secret] as const);
  const secrets = [...new Map(all)];
  const names = new Map(
    secrets.map(([key], position) => [key, secrets.length === 1 ? "TOKEN" : `TOKEN_${position + 1}`]),
  );
  const host = connections.some(({ auth }) => auth.type === "sigv4" && auth.credentials === "host");
  const asked = secrets.map(([key, { words }]) => ({ name: names.get(key) ?? "TOKEN", words }));
  return {
    of: (at, what) => names.get(at + what) ?? "TOKEN",
    asked,
    told: [
      ...asked.map(({ name, words }) => `Set first: ${name} is ${words}`),
      ...(host ? ["Set first: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN of the host's role"] : []),
    ],
  };
}

function secretsOf({ headers, auth, from, transport }: EffectiveConnection): Secret[] {
  const rows = headers.filter(({ secret, value }) => secret !== false || value === null);
  return [
    ...rows.map(({ name }) => {
      const what = name.toLowerCase();
      return { at: from.headers, what, words: `the value of the header ${what}` };
    }),
    ...authSecrets(auth, transport).map(([what, words]) => ({ at: from.auth, what, words })),
  ];
}

function authSecrets(auth: Auth, transport: EffectiveConnection["transport"]): [what: string, words: string][] {
  switch (auth.type) {
    case "bearer":
      return [["token", "the bearer token"]];
    case "basic": {
      const words =
        transport === "grpc" ? `Base64 of "${auth.username}:" and the password` : `the password of ${auth.username}`;
      return [["password", words]];
    }
    case "oauth2":
      return [["access token", `an access token from ${auth.tokenUrl} for the client ${auth.clientId}`]];
    case "google":
      return [["access token", "an access token of the service account: gcloud auth print-access-token"]];
    case "sigv4": {
      if (auth.credentials === "host") return [];
      const session: [string, string][] =
        auth.sessionToken === undefined ? [] : [["session token", "the AWS session token"]];
      return [["secret access key", "the AWS secret access key"], ...session];
    }
    default:
      return [];
  }
}
