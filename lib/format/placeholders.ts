// A destination with names where its secrets were, ${X_API_KEY}, for every text that leaves Outspan. Needs no value and knows none.

import { holeText } from "#lib/destination/hole";
import { type OpenedSecret, withNamedSecrets } from "#lib/destination/named-secret-headers";
import type { NamedSecret } from "#lib/destination/named-secret-use";
import type { Slot } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
import { mapSecrets, type SecretPlace } from "#lib/destination/secret-places";
import type { Exported } from "#lib/format/exported";

/** Named secrets become the headers that they stand for. `fill` says what belongs in each name, in the order of the form. */
export function withPlaceholders<D extends ProbedDestination>(
  destination: D,
  secrets: readonly NamedSecret[],
): { destination: D; fill: Exported["fill"] } {
  const unnamed = secrets.map(({ name, origins, headers }): OpenedSecret => {
    return { name, origins, values: Object.fromEntries(headers.map((header) => [header, ""])) };
  });
  const names = new Map<string, string>();
  const fill: Exported["fill"] = [];
  const filled = mapSecrets(withNamedSecrets(destination, unnamed), (value, place) => {
    if (!place.isSecret && value !== null) return value;
    const { what, words } = told(place);
    const known = names.get(place.key);
    const name = known ?? freeName(variableOf(place.slot, what), new Set(names.values()));
    if (known === undefined) {
      names.set(place.key, name);
      fill.push({ name, words });
    }
    return holeText(name);
  });
  return { destination: filled, fill };
}

const fields: Record<string, string> = {
  token: "the bearer token",
  password: "the password",
  clientKey: "the client’s private key, PEM",
  secretAccessKey: "the AWS secret access key",
  sessionToken: "the AWS session token",
  clientSecret: "the OAuth2 client secret",
  serviceAccount: "the service account’s key file, JSON",
};

function told({ slot, header, pointer }: SecretPlace): { what: string; words: string } {
  const of = slot === "shared" ? "" : ` for ${slot}`;
  if (header !== undefined) return { what: header, words: `the value of the header ${header}${of}` };
  const field = pointer.slice(pointer.lastIndexOf("/") + 1);
  return { what: field.replace(/[A-Z]/g, "_$&"), words: `${fields[field] ?? field}${of}` };
}

/** A name that shells, Kubernetes and the Collector all take. */
function variableOf(slot: Slot, what: string): string {
  const name = `${slot === "shared" ? "" : `${slot}_`}${what}`.toUpperCase().replace(/[^A-Z0-9]+/g, "_");
  return /^[A-Z]/.test(name) ? name : `HEADER_${name}`;
}

/** The name itself, or with a number where another one has it. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  let next = name;
  for (let nth = 2; taken.has(next); nth += 1) next = `${name}_${nth}`;
  return next;
}
