"use client";
// All that a pasted text is on its way to the form: its reading, the chosen draft, what was repaired in it. Kept in memory alone.
import { useMemo, useState } from "react";
import { readPresetList } from "#components/preset/read-presets";
import { applyFix } from "#lib/destination/fix";
import { findHoles } from "#lib/destination/hole";
import type { Fix, Hint } from "#lib/destination/problem";
import type { UnfinishedDestination } from "#lib/destination/schema";
import type { ImportFormat } from "#lib/format/format";
import type { ImportAnswer } from "#lib/format/import-answer";
import { getsOf } from "./gets";
import type { HandedSettings } from "./handed-settings";
import { secretsIn } from "./mask";
import { useBackendName } from "./use-backend-name";
import { useReading } from "./use-reading";

export type Paste = ReturnType<typeof usePaste>;

type Repaired = { of: ImportAnswer; drafts: ReadonlyMap<number, UnfinishedDestination> };

export function usePaste(first: string) {
  const [text, setText] = useState(first);
  const [format, setFormat] = useState<ImportFormat | null>(null);
  const [chosen, setChosen] = useState(0);
  const [repaired, setRepaired] = useState<Repaired | null>(null);
  const reading = useReading(text, format);
  const { answer } = reading;
  const drafts = answer?.destinations ?? [];
  const index = Math.min(chosen, Math.max(drafts.length - 1, 0));
  const mended = repaired !== null && repaired.of === answer ? repaired.drafts : null;
  const draft = mended?.get(index) ?? drafts[index] ?? null;
  const backend = useBackendName(draft?.preset ?? null);
  const checks = useMemo(() => (answer ? checksOf(answer, index, draft) : []), [answer, index, draft]);
  const secrets = useMemo(() => secretsIn(answer?.destinations ?? []), [answer]);
  const onFix = (fix: Fix) => {
    if (answer === null || draft === null) return;
    setRepaired({ of: answer, drafts: new Map([...(mended ?? []), [index, applyFix(draft, fix)]]) });
  };
  const handed = async (): Promise<HandedSettings | null> => {
    if (draft === null || answer === null || !reading.isCurrent) return null;
    const list = draft.preset === undefined ? null : await readPresetList();
    const name = list?.items.find(({ id }) => id === draft.preset)?.name ?? null;
    const holes = [...new Set(findHoles(draft, "").map((hole) => hole.name))];
    return { destination: draft, backend: name, holes, label: answer.label };
  };
  return {
    text,
    setText: (next: string) => {
      setText(next);
      setChosen(0);
    },
    format,
    setFormat,
    reading,
    drafts,
    index,
    choose: setChosen,
    draft,
    gets: draft === null ? [] : getsOf(draft, checks, backend),
    secrets,
    onFix,
    handed,
  };
}

/** Of one draft, with pointers into it; what was repaired is not said again. */
function checksOf({ checks }: ImportAnswer, index: number, draft: UnfinishedDestination | null): Hint[] {
  const at = `/destinations/${index}`;
  const inside = (path: string) => path.slice(at.length);
  return checks
    .filter(({ path }) => path.startsWith(`${at}/`))
    .map(({ path, message, fix }) => ({
      path: inside(path),
      message,
      fix: fix && { ...fix, changes: fix.changes.map((change) => ({ ...change, path: inside(change.path) })) },
    }))
    .filter(({ fix }) => !isMade(fix, draft));
}

function isMade(fix: Fix | null, draft: UnfinishedDestination | null): boolean {
  return fix !== null && draft !== null && JSON.stringify(applyFix(draft, fix)) === JSON.stringify(draft);
}
