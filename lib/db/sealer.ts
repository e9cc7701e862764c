// What seals and opens with one key, for rows that must not know it.
import type { SecretSealer } from "#lib/db/sealed-secret";
import { fingerprintOf, seal, unseal } from "#lib/seal";

export function sealerOf(key: Buffer): SecretSealer {
  return {
    seal: (text, context) => seal(key, text, context),
    unseal: (sealed, context) => unseal(key, sealed, context),
    fingerprint: (place, text) => fingerprintOf(key, place, text),
  };
}
