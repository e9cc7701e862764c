// C10: a value as it stands in OTEL_EXPORTER_OTLP_HEADERS, with %20 for a space, is sent as it is. Where the escapes hide the space
// behind the scheme, or stand in base64, no server can read it; elsewhere a key may hold a percent sign by chance.
import type { CredentialShape } from "#lib/destination/credential-shape";
import { faultyShapes, findShape, transformFix } from "#lib/otlp/explain/credentials";
import type { Entry } from "#lib/otlp/explain/entry";

export const headerPercentEncoding: Entry = {
  code: "header.percent_encoding",
  recognise: (facts) => findShape(facts, certaintyOf),
  tell: (facts) => ({
    title: "The key is percent-encoded, and is sent like that",
    advice: "Only the environment variable wants escapes such as %20. In a header the decoded value goes.",
    fix: transformFix(
      faultyShapes(facts, certaintyOf).map(({ shape }) => shape),
      "Decode the value",
      "percent-decode",
    ),
  }),
};

function certaintyOf({ isPercentEncoded, isSchemeEscaped, basic, field }: CredentialShape) {
  if (!isPercentEncoded) return null;
  if (isSchemeEscaped || basic === "undecodable") return "certain";
  return field === "password" ? "possible" : "likely";
}
