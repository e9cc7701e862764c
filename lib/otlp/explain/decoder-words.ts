// What decoders say of a body that they cannot read, by concepts: of Protobuf's wire format, of JSON, of a field's value. Knows no
// status and no check.
import type { Attempt } from "#lib/otlp/explain/facts";

const wireWords =
  /wire ?type|illegal tag|invalid (tag|varint|field number|utf-?8)|(proto(buf|col buffers?)?|message|body|payload|request)\b.{0,60}\b(unmarshal|deseriali[sz]|decod|pars)|(unmarshal|deseriali[sz]|decod|pars)\w*\b.{0,60}\b(proto|body|payload|request|message|json)|truncated (message|proto)|unexpected (eof|end of|token|character)|index out of range:/i;
const jsonWords =
  /invalid (json|character\b)|syntax error|invalid type:|cannot (be )?(parse|unmarshal|deseriali[sz]e|decode)|(could not|failed to|unable to|error while|error) (parse|unmarshal|deseriali[sz]|decod|read)\w*|ReadUint64|malformed|expected (u64|i64|string|int|a number)|not valid base64|invalid length for (id|trace|span)/i;

/** Something else than the request's body was to be read. */
const elsewhere =
  /\b(parse|unmarshal|deseriali[sz]e|decode|read|load)\w*( \w+){0,3} (rule|config\w*|token|jwt|query|expression|url|header|licen[cs]e|template|pipeline|certificate|file|policy|cache|response)s?\b/i;

export function saysUndecodable({ answer: { words } }: Attempt): boolean {
  if (elsewhere.test(words ?? "")) return false;
  return wireWords.test(words ?? "") || jsonWords.test(words ?? "");
}
