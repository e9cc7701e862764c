// C11: Authorization without a scheme, with one twice, or with another one than the server wants. Told by the form of the value,
// WWW-Authenticate, the server's words and what the host's vendor documents: one of them is a likelihood, two are certain.
import type { CredentialShape } from "#lib/destination/credential-shape";
import {
  challenges,
  documentedScheme,
  faultyShapes,
  findShape,
  formatWords,
  refusedAttempts,
  transformFix,
} from "#lib/otlp/explain/credentials";
import type { Entry } from "#lib/otlp/explain/entry";
import type { Facts } from "#lib/otlp/explain/facts";
import { quoted } from "#lib/otlp/explain/said";
import type { Certainty } from "#lib/otlp/report";

export const headerAuthScheme: Entry = {
  code: "header.auth_scheme",
  recognise: (facts) => findShape(facts, (shape) => certaintyOf(facts, shape)),
  tell: (facts) => {
    const faults = faultyShapes(facts, (shape) => certaintyOf(facts, shape)).map(({ shape }) => shape);
    const twice = faults.filter((shape) => shape.isBearerTwice || shape.isBearerColon);
    if (twice.length > 0) {
      const [first] = twice;
      const title = first?.isBearerTwice
        ? "Bearer is sent twice: no server reads that"
        : "Bearer is written with a colon: no server reads that";
      const advice = "Under Authentication, Bearer is added to the token for you.";
      return { title, advice, fix: transformFix(twice, "Write Bearer once", "once-bearer") };
    }
    const wanted = wantedSchemes(facts);
    const bare = faults.filter(({ isBare }) => isBare);
    const names = wanted.map(shown).join(" or ");
    if (bare.length > 0) {
      const takesBearer = wanted.length === 0 || wanted.includes("bearer");
      return {
        title: "Authorization holds a key without a scheme in front of it",
        advice: names === "" ? "Most servers want Bearer there." : `This server wants ${names}.${formatWords(facts)}`,
        fix: takesBearer ? transformFix(bare, "Add Bearer", "add-bearer") : null,
      };
    }
    const sent = shown(faults[0]?.scheme ?? "");
    return {
      title:
        names === "" ? `The server does not take ${sent}` : `The server wants ${names}, this destination sends ${sent}`,
      advice: `${names === "" ? "Look up which word this backend wants in front of its key" : "Write the key with that scheme"}${wanted.includes("basic") ? ", or choose Basic under Authentication" : ""}.${formatWords(facts)}${quoted(refusedAttempts(facts)[0] ?? null)}`,
      fix: null,
    };
  },
};

function certaintyOf(facts: Facts, shape: CredentialShape): Certainty | null {
  if (shape.isBearerTwice || shape.isBearerColon) return "certain";
  const documented = documentedScheme(facts);
  if (shape.isBare) {
    if (documented === "" || shape.isSchemeEscaped) return null;
    return wantedSchemes(facts).length > 0 ? "certain" : "likely";
  }
  if (shape.scheme === null || shape.scheme === "other") return null;
  const isOther = (wanted: readonly string[]) => wanted.length > 0 && !wanted.includes(shape.scheme ?? "");
  const evidence = [
    isOther(challenges(facts)),
    documented !== null && documented !== shape.scheme,
    saysScheme(facts),
  ].filter(Boolean).length;
  if (challenges(facts).includes(shape.scheme) || evidence === 0) return null;
  return evidence > 1 ? "certain" : "likely";
}

function wantedSchemes(facts: Facts): string[] {
  const named = challenges(facts);
  const documented = documentedScheme(facts);
  return named.length > 0 || !documented ? named : [documented];
}

const refusal =
  /\b(?:un(?:supported|known|expected|recogni[sz]ed)|not (?:be )?(?:supported|accepted|allowed)|invalid|wrong|expect\w*|must (?:be|use|start)|requires?)\b/i;
const scheme = /\b(?:auth\w*[ -]?(?:scheme|type|method)|(?:token|credential) (?:scheme|type)|scheme)\b/i;

/** Words about a scheme that is not wanted; "invalid authentication" alone is not one. */
function saysScheme(facts: Facts): boolean {
  return refusedAttempts(facts).some(({ answer }) => {
    const words = answer.words ?? "";
    return scheme.test(words) && refusal.test(words);
  });
}

const spelling: Record<string, string> = {
  bearer: "Bearer",
  basic: "Basic",
  "api-token": "Api-Token",
  apikey: "ApiKey",
};

function shown(name: string): string {
  return spelling[name] ?? name;
}
