// What stays while the page goes from revision to revision.
import type { ReactNode } from "react";
import { RestoredFrame } from "#components/revision/RestoredFrame";

export default function RevisionsLayout({ children }: { children: ReactNode }) {
  return <RestoredFrame>{children}</RestoredFrame>;
}
