// C09: a zero-width or no-break space that came along with a key. In headers and tokens it is found before anything is sent
// (check-value.ts); a password may hold any letter, so there it shows in a refusal alone.
import type { CredentialShape } from "#lib/destination/credential-shape";
import { faultyShapes, findShape, transformFix } from "#lib/otlp/explain/credentials";
import type { Entry } from "#lib/otlp/explain/entry";

export const headerInvisibleOrNonAscii: Entry = {
  code: "header.invisible_or_non_ascii",
  recognise: (facts) => findShape(facts, certaintyOf),
  tell: (facts) => ({
    title: "The password holds an invisible character or an unusual space",
    advice: "It came along when the password was copied, and is sent as a part of it. Paste it as plain text.",
    fix: transformFix(
      faultyShapes(facts, certaintyOf).map(({ shape }) => shape),
      "Remove the invisible characters",
      "strip-invisible",
    ),
  }),
};

function certaintyOf({ isDirty }: CredentialShape) {
  return isDirty ? ("likely" as const) : null;
}
