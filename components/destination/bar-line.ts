// The state of the draft in one line. Pure.
import type { ProbeState } from "#components/probe/probe-state";
import { differences } from "#lib/destination/difference";
import type { ProbedDestination, SavedDestination } from "#lib/destination/schema";
import { maskSecrets } from "#lib/destination/secrets";
import type { Judgement } from "./judgement";
import type { Notice } from "./notice";
import { formatMoment } from "./when";

export type BarLine = { message: string; tone: "neutral" | "span" | "wait" | "stop" };

type Known = {
  notice: Notice;
  probe: ProbeState;
  saved: SavedDestination | null;
  isDirty: boolean;
  judgement: Judgement;
  tested: ProbedDestination | null;
};

export function barLine(known: Known): BarLine {
  const { notice, probe, saved, isDirty, judgement } = known;
  const where = saved === null ? "Not saved yet" : isDirty ? changesWords(saved, judgement) : savedWords(notice, saved);
  if (notice.kind === "invalid") {
    // Those that were found; fewer, as they are put right.
    const fields = Math.max(1, Math.min(notice.fields, judgement.problems.length || notice.fields));
    return {
      message: notice.message ?? `${where}, ${fields} ${fields === 1 ? "field" : "fields"} to correct`,
      tone: "stop",
    };
  }
  if (notice.kind === "conflict") return { message: "Not saved: someone else saved first.", tone: "wait" };
  if (notice.kind !== "none" && notice.kind !== "saved")
    return { message: `${where}. Nothing you typed is lost.`, tone: "stop" };
  if (probe.phase === "starting" || probe.phase === "running")
    return { message: `${where} · testing these values`, tone: "neutral" };
  if (probe.phase === "done" && !isStale(known)) return verdictLine(probe, saved, isDirty);
  return { message: where, tone: notice.kind === "saved" && !isDirty ? "span" : "neutral" };
}

/** The form no longer holds what was tested. */
export function isStale({ judgement, tested }: Pick<Known, "judgement" | "tested">): boolean {
  const { name: _, ...now } = maskSecrets<ProbedDestination>(judgement.destination);
  const { name: __, ...then } = maskSecrets<ProbedDestination>(tested ?? { signals: {} });
  return JSON.stringify(now) !== JSON.stringify(then);
}

function verdictLine(probe: ProbeState & { phase: "done" }, saved: SavedDestination | null, isDirty: boolean): BarLine {
  const { verdict, diagnosis } = probe.report;
  const isSaved = saved !== null && !isDirty;
  const lead = isSaved ? `Saved as revision ${saved.revision}. ` : "";
  const fixes = diagnosis.filter(({ fix }) => fix !== null).length;
  const ready = fixes === 0 ? "" : `: ${fixes} ${fixes === 1 ? "fix is" : "fixes are"} ready`;
  if (verdict === "failed")
    return { message: `${lead}The test failed${ready}.${isSaved ? "" : " You can still save."}`, tone: "stop" };
  const tone = verdict === "warning" ? "wait" : "span";
  return { message: isSaved ? `${lead}The test was accepted.` : "The test was accepted. Not saved yet.", tone };
}

function changesWords(saved: SavedDestination, judgement: Judgement): string {
  const changes = Math.max(1, differences(saved, judgement.destination).length);
  return `${changes} ${changes === 1 ? "change" : "changes"}`;
}

function savedWords(notice: Notice, saved: SavedDestination): string {
  if (notice.kind === "saved") return `Saved as revision ${notice.revision}`;
  return `Revision ${saved.revision}, saved ${formatMoment(saved.updatedAt)} by ${saved.updatedBy.name}`;
}
