// The state of the draft in one line. Pure.
import type { ProbeState } from "#components/probe/probe-state";
import { differences } from "#lib/destination/difference";
import type { ProbedDestination, SavedDestination } from "#lib/destination/schema";
import { maskSecrets } from "#lib/destination/secrets";
import { fieldOf, type Judgement } from "./judgement";
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
  /** As react-hook-form holds them: those that are shown. */
  errors: object;
};

export function barLine(known: Known): BarLine {
  const { notice, probe, saved, isDirty, judgement, errors } = known;
  const where = saved === null ? "Not saved yet" : isDirty ? changesWords(saved, judgement) : savedWords(notice, saved);
  if (notice.kind === "invalid") {
    const fields = countWrong(errors, judgement);
    if (notice.message !== null) return { message: notice.message, tone: "stop" };
    if (fields > 0)
      return { message: `${where}, ${fields} ${fields === 1 ? "field" : "fields"} to correct`, tone: "stop" };
  }
  if (notice.kind === "conflict")
    return { message: `Not saved: revision ${notice.theirs.revision} was saved first.`, tone: "wait" };
  if (notice.kind === "gone") return { message: "Deleted meanwhile. Nothing you typed is lost.", tone: "wait" };
  if (notice.kind !== "none" && notice.kind !== "saved" && notice.kind !== "invalid")
    return { message: `${where}. Nothing you typed is lost.`, tone: "stop" };
  if (probe.phase === "starting" || probe.phase === "running")
    return { message: `${where} · testing these values`, tone: "neutral" };
  if (probe.phase === "done" && !isStale(known)) return verdictLine(probe, saved, isDirty);
  return { message: where, tone: notice.kind === "saved" && !isDirty ? "span" : "neutral" };
}

/** Fields whose message is shown and still true: what the server found stays until the field is changed. */
export function countWrong(errors: object, { problems }: Pick<Judgement, "problems">): number {
  const wrong = new Set(problems.map(({ path }) => fieldOf(path)));
  return errorsIn(errors).filter(({ path, type }) => type === "server" || wrong.has(path)).length;
}

function errorsIn(errors: object, at = ""): { path: string; type: string }[] {
  return Object.entries(errors).flatMap(([key, inner]: [string, unknown]) => {
    if (typeof inner !== "object" || inner === null) return [];
    const path = at === "" ? key : `${at}.${key}`;
    return "type" in inner && typeof inner.type === "string" ? [{ path, type: inner.type }] : errorsIn(inner, path);
  });
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
