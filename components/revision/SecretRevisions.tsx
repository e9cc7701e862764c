// The revisions of a named secret: the list, and one of them beside another. None comes back: no value of an older one is kept.
import type { Revision, RevisionDifference } from "#lib/destination/revision";
import { RevisionBeside } from "./RevisionBeside";

type SecretRevisionsProps = {
  name: string;
  /** Newest first. */
  revisions: readonly Revision[];
  chosen: Revision;
  current: number;
  difference: RevisionDifference;
};

export function SecretRevisions({ name, revisions, chosen, current, difference }: SecretRevisionsProps) {
  const page = `/settings/secrets/${encodeURIComponent(name)}/revisions`;
  return (
    <>
      <p className="text-13 text-pretty text-ink-2">
        None of them can be brought back: values are write-only, and the history holds none, so that a key that was
        rotated or removed does not lie about. To go back, enter the value again.
      </p>
      <RevisionBeside
        chosen={chosen}
        current={current}
        difference={difference}
        isNarrow
        onRestore={null}
        page={page}
        reason={undefined}
        revisions={revisions}
      />
    </>
  );
}
