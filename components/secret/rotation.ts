// Whether a new value has earned its place: each destination that uses the secret was tested with exactly this value, and took it.
import type { SavedSecret, SecretProbed } from "#lib/destination/named-secret";

type UsedBy = Pick<SavedSecret["usedBy"][number], "id">;

export function isProven(usedBy: readonly UsedBy[], probed: readonly SecretProbed[] | null): boolean {
  const took = ({ report }: SecretProbed) => report !== null && report.verdict !== "failed";
  return (
    probed?.every(took) === true && usedBy.every(({ id }) => probed.some(({ destination }) => destination.id === id))
  );
}
