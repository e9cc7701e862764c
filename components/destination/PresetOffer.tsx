"use client";
// Under an endpoint that is a vendor's own: the offer to fill in the rest.
import { useEffect, useState } from "react";
import { readPreset, readPresetList } from "#components/preset/read-presets";
import { Button } from "#components/ui/Button";
import { Note } from "#components/ui/Note";
import { emptyDraft } from "#lib/destination/draft-shape";
import { recogniseAmong } from "#lib/preset/host-pattern";
import type { PresetList } from "#lib/preset/listed";
import { useEditor } from "./editor-context";
import { showInAddress } from "./PresetChoosing";
import { usePreset } from "./use-preset";

export function PresetOffer() {
  const { draft, saved, isReadOnly } = useEditor();
  const { fill } = usePreset();
  const { endpoint } = draft.connection;
  // A name with a dot in it: what cannot be a vendor's host asks for no list.
  const isAsked = saved === null && !isReadOnly && draft.preset === null && /\w\.[a-z]{2,}/i.test(endpoint);
  const list = usePresetList(isAsked);
  const found = isAsked && list ? recogniseAmong(list.patterns, endpoint) : null;
  const line = list?.items.find(({ id }) => id === found?.id);
  if (found === null || line === undefined) return null;
  const use = async () => {
    const chosen = await readPreset(found.id);
    if (chosen === null) return;
    // What was typed is the address that the preset completes, not one that stands against it.
    const empty = emptyDraft();
    fill(chosen, found.variables, { ...empty, connection: { ...empty.connection, endpoint } });
    showInAddress(found.id);
  };
  return (
    <Note
      actions={
        <Button onClick={() => void use()} size="sm">
          Use its preset
        </Button>
      }
      role="status"
      title={`This is ${line.name}.`}
    >
      Its preset fills in the rest.
    </Note>
  );
}

function usePresetList(isAsked: boolean): PresetList | null {
  const [list, setList] = useState<PresetList | null>(null);
  useEffect(() => {
    if (!isAsked || list !== null) return;
    let isGone = false;
    void readPresetList().then((read) => isGone || setList(read));
    return () => {
      isGone = true;
    };
  }, [isAsked, list]);
  return list;
}
