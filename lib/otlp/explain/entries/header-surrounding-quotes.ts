// C08: quotes around a key, left over from a file or a shell, are sent as a part of it. Around a whole header value they are found
// before anything is sent (check-value.ts); behind a scheme, or around a password, they show in a refusal alone.

import type { CredentialShape } from "#lib/destination/credential-shape";
import { faultyShapes, findShape, transformFix } from "#lib/otlp/explain/credentials";
import type { Entry } from "#lib/otlp/explain/entry";

export const headerSurroundingQuotes: Entry = {
  code: "header.surrounding_quotes",
  recognise: (facts) => findShape(facts, certaintyOf),
  tell: (facts) => ({
    title: "The key has quotes around it, and they are sent as a part of it",
    advice: "The server refuses it. Quotes belong to the file or the command that the key was copied from.",
    fix: transformFix(
      faultyShapes(facts, certaintyOf).map(({ shape }) => shape),
      "Remove the quotes",
      "unquote",
    ),
  }),
};

function certaintyOf({ isQuoted }: CredentialShape) {
  return isQuoted ? ("likely" as const) : null;
}
