// C12: behind Basic stands something else than username:password in base64. Raw text with a colon, and what does not decode, can
// never be right (RFC 7617); a lone key in base64 is refused by most.
import type { BasicForm, CredentialShape } from "#lib/destination/credential-shape";
import { faultyShapes, findShape, formatWords, transformFix } from "#lib/otlp/explain/credentials";
import type { Entry } from "#lib/otlp/explain/entry";

const titles: Record<BasicForm, string> = {
  raw: "Basic wants username:password in base64; here it stands in plain",
  undecodable: "What stands behind Basic is not base64",
  "no-colon": "What stands behind Basic holds no username: there is no colon in it",
  "line-break": "The base64 behind Basic ends with a line break: it was made with echo, not with echo -n",
  fine: "",
};

export const headerBasicNotBase64: Entry = {
  code: "header.basic_not_base64",
  recognise: (facts) => findShape(facts, certaintyOf),
  tell: (facts) => {
    const [fault] = faultyShapes(facts, certaintyOf);
    const form = fault?.shape.basic ?? "undecodable";
    const raw = faultyShapes(facts, certaintyOf).filter(({ shape }) => shape.basic === "raw");
    const advice =
      form === "raw"
        ? "Encoding it is all that is missing."
        : "Choose Basic under Authentication and enter username and password: the encoding is done for you.";
    return {
      title: titles[form],
      advice: advice + formatWords(facts),
      fix: transformFix(
        raw.map(({ shape }) => shape),
        "Encode as base64",
        "base64-encode",
      ),
    };
  },
};

function certaintyOf({ basic, isPercentEncoded }: CredentialShape) {
  // Escapes are what keeps it from being base64: C10 decodes them.
  if (basic === null || basic === "fine" || (basic === "undecodable" && isPercentEncoded)) return null;
  return basic === "no-colon" || basic === "line-break" ? "likely" : "certain";
}
