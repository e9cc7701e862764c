"use client";
// Header rows: a name, a value that is secret unless told, remove. Enter adds a row; a pasted list makes rows.
import { KeyRound, Plus } from "lucide-react";
import { useRef, useState } from "react";
import { type FieldArrayPath, useFieldArray, useFormContext } from "react-hook-form";
import { Button } from "#components/ui/Button";
import type { DestinationDraft, HeaderDraft } from "#lib/destination/draft-shape";
import { signals } from "#lib/otlp/signal";
import { type SlotPath, useEditor } from "./editor-context";
import type { PastedHeader } from "./pasted-headers";

const blank: HeaderDraft = { name: "", value: "", secret: true, saved: false };
export function HeaderRows({ slot }: { slot: SlotPath }) {
  const { control } = useFormContext<DestinationDraft>();
  const name = `${slot}.headers` as FieldArrayPath<DestinationDraft>;
  const rows = useFieldArray({ control, name });
  const { draft, isReadOnly, later, withLater } = useEditor();
  const drafts = slot === "connection" ? draft.connection.headers : ownHeaders(draft, slot);
  // A row that is gone from the draft must not be drawn once more: drawing it would register it again, empty.
  const shown = rows.fields.slice(0, drafts.length);
  const addButton = useRef<HTMLButtonElement>(null);
  const [isChoosing, setChoosing] = useState(false);
  const secret = slot === "connection" ? draft.connection.secret : "";
  const add = () => withLater(() => rows.append(blank as never, { focusName: `${name}.${rows.fields.length}.name` }));
  const addBelow = (position: number) =>
    rows.insert(position + 1, blank as never, { focusName: `${name}.${position + 1}.name` });
  const paste = (position: number, isEmpty: boolean, pasted: PastedHeader[]) => {
    const drafts = pasted.map((header) => ({ ...blank, ...header }));
    if (isEmpty) rows.remove(position);
    rows.insert(isEmpty ? position : position + 1, drafts as never, { shouldFocus: false });
  };
  const remove = (position: number) => {
    rows.remove(position);
    addButton.current?.focus();
  };
  return (
    <fieldset className="grid min-w-0 gap-2">
      <legend className="sr-only">Headers</legend>
      {later && (
        <later.HeaderList
          keys={shown.map(({ id }) => id)}
          onAddBelow={addBelow}
          onPaste={paste}
          onRemove={remove}
          pathOf={(position) => `${name}.${position}`}
        />
      )}
      {isReadOnly && rows.fields.length === 0 && <p className="text-13 text-ink-3">No headers.</p>}
      {!isReadOnly && (
        <div>
          <Button icon={<Plus aria-hidden="true" size={16} />} onClick={add} ref={addButton} size="sm" variant="ghost">
            Add header
          </Button>
          {slot === "connection" && !secret && !isChoosing && (
            <Button
              icon={<KeyRound aria-hidden="true" size={16} />}
              onClick={() => withLater(() => setChoosing(true))}
              size="sm"
              variant="ghost"
            >
              Use a saved secret
            </Button>
          )}
        </div>
      )}
      {later && (secret || isChoosing) && <later.SavedSecret onNone={() => setChoosing(false)} slot={slot} />}
    </fieldset>
  );
}

function ownHeaders(draft: DestinationDraft, slot: SlotPath): HeaderDraft[] {
  const owner = signals.find((signal) => slot === `signals.${signal}.connection`);
  return (owner === undefined ? null : draft.signals[owner].connection?.headers) ?? [];
}
