// The list of revisions, and the chosen one beside another: what every noun's page of revisions shows. Brings none back.
import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn";
import { KeptNote } from "./KeptNote";
import { RevisionDetail } from "./RevisionDetail";
import { RevisionList } from "./RevisionList";

type RevisionBesideProps = ComponentProps<typeof RevisionDetail> & {
  /** Beside the settings' own tabs there is less room. */
  isNarrow?: boolean;
};

export function RevisionBeside({ isNarrow = false, ...detail }: RevisionBesideProps) {
  const { chosen, current, page, revisions } = detail;
  const columns = isNarrow ? "rail:grid-cols-[220px_minmax(0,1fr)]" : "rail:grid-cols-[248px_minmax(0,1fr)]";
  return (
    <div className={cn("grid grid-cols-[minmax(0,1fr)] items-start gap-6", columns)}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <RevisionList chosen={chosen.revision} current={current} page={page} revisions={revisions} />
        <KeptNote />
      </div>
      <RevisionDetail {...detail} />
    </div>
  );
}
