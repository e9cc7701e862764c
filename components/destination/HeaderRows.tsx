"use client";
// Header rows: a name, a value that is secret unless told, remove. Enter adds a row; a pasted list makes rows.
import { Plus, X } from "lucide-react";
import { useRef } from "react";
import { type FieldArrayPath, useFieldArray, useFormContext } from "react-hook-form";
import { Button, IconButton } from "#components/ui/Button";
import { TextField } from "#components/ui/TextField";
import type { DestinationDraft, HeaderDraft } from "#lib/destination/draft";
import { signals } from "#lib/otlp/signal";
import { type SlotPath, useDraftField, useEditor } from "./editor-context";
import { HeaderValue, SecrecyButton } from "./HeaderValue";
import { parsePastedHeaders } from "./pasted-headers";

const blank: HeaderDraft = { name: "", value: "", secret: true, saved: false };
const headerGrid =
  "grid grid-cols-[minmax(0,0.8fr)_minmax(0,1.2fr)_28px_28px] items-start gap-2 max-rail:grid-cols-[minmax(0,1fr)_44px]";

export function HeaderRows({ slot }: { slot: SlotPath }) {
  const { control } = useFormContext<DestinationDraft>();
  const name = `${slot}.headers` as FieldArrayPath<DestinationDraft>;
  const rows = useFieldArray({ control, name });
  const { draft, isReadOnly } = useEditor();
  const drafts = slot === "connection" ? draft.connection.headers : ownHeaders(draft, slot);
  // A row that is gone from the draft must not be drawn once more: drawing it would register it again, empty.
  const shown = rows.fields.slice(0, drafts.length);
  const addButton = useRef<HTMLButtonElement>(null);
  const add = () => rows.append(blank as never, { focusName: `${name}.${rows.fields.length}.name` });
  const addBelow = (position: number) =>
    rows.insert(position + 1, blank as never, { focusName: `${name}.${position + 1}.name` });
  const paste = (position: number, isEmpty: boolean, text: string): boolean => {
    const pasted = parsePastedHeaders(text);
    if (pasted === null || (!isEmpty && pasted.length === 1)) return false;
    const drafts = pasted.map((header) => ({ ...blank, ...header }));
    if (isEmpty) rows.remove(position);
    rows.insert(isEmpty ? position : position + 1, drafts as never, { shouldFocus: false });
    return true;
  };
  const remove = (position: number) => {
    rows.remove(position);
    addButton.current?.focus();
  };
  return (
    <fieldset className="grid min-w-0 gap-2">
      <legend className="sr-only">Headers</legend>
      {shown.length > 0 && (
        <div aria-hidden="true" className={`${headerGrid} text-12 text-ink-3 max-rail:hidden`}>
          <span>Header name</span>
          <span>Header value</span>
        </div>
      )}
      {shown.map((row, position) => (
        <HeaderRow
          key={row.id}
          onEnter={() => addBelow(position)}
          onPaste={(isEmpty, text) => paste(position, isEmpty, text)}
          onRemove={() => remove(position)}
          path={`${name}.${position}`}
        />
      ))}
      {isReadOnly && rows.fields.length === 0 && <p className="text-13 text-ink-3">No headers.</p>}
      {!isReadOnly && (
        <Button
          className="justify-self-start"
          icon={<Plus aria-hidden="true" size={16} />}
          onClick={add}
          ref={addButton}
          size="sm"
          variant="ghost"
        >
          Add header
        </Button>
      )}
    </fieldset>
  );
}

function ownHeaders(draft: DestinationDraft, slot: SlotPath): HeaderDraft[] {
  const owner = signals.find((signal) => slot === `signals.${signal}.connection`);
  return (owner === undefined ? null : draft.signals[owner].connection?.headers) ?? [];
}

function HeaderRow({
  path,
  onEnter,
  onPaste,
  onRemove,
}: {
  path: string;
  onEnter: () => void;
  onPaste: (isEmpty: boolean, text: string) => boolean;
  onRemove: () => void;
}) {
  const name = useDraftField<string>(`${path}.name`);
  const value = useDraftField<string>(`${path}.value`);
  const pasteRows = (event: React.ClipboardEvent<HTMLInputElement>) => {
    const isEmpty = name.value === "" && value.value === "";
    if (onPaste(isEmpty, event.clipboardData.getData("text"))) event.preventDefault();
  };
  const addOnEnter = (event: React.KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== "Enter" || event.metaKey || event.ctrlKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    onEnter();
  };
  return (
    <div
      className={`${headerGrid} max-rail:rounded-md max-rail:border max-rail:border-line max-rail:bg-surface max-rail:p-3`}
    >
      <TextField
        {...name.control}
        {...name.message}
        hideLabel
        isCode
        label="Header name"
        onChange={(event) => name.set(event.target.value)}
        onPaste={pasteRows}
        placeholder="api-key"
        value={name.value}
      />
      <HeaderValue onKeyDown={addOnEnter} onPaste={pasteRows} path={path} />
      <SecrecyButton className="mt-[3px] max-rail:mt-0" path={path} />
      {!name.control.disabled && (
        <IconButton
          className="mt-[3px] max-rail:col-start-2 max-rail:row-start-1 max-rail:mt-0"
          label={name.value === "" ? "Remove row" : `Remove ${name.value}`}
          onClick={onRemove}
        >
          <X aria-hidden="true" size={16} />
        </IconButton>
      )}
    </div>
  );
}
