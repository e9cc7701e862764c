"use client";
// The rows themselves, under their head. Enter adds a row; a pasted list makes rows.
import { X } from "lucide-react";
import { IconButton } from "#components/ui/Button";
import { TextField } from "#components/ui/TextField";
import { useDraftField } from "./editor-context";
import { HeaderValue, SecrecyButton } from "./HeaderValue";
import { type PastedHeader, parsePastedHeaders } from "./pasted-headers";

const headerGrid =
  "grid grid-cols-[minmax(0,0.8fr)_minmax(0,1.2fr)_28px_28px] items-start gap-2 max-rail:grid-cols-[minmax(0,1fr)_44px]";

type HeaderListProps = {
  /** The keys of the rows, in order. */
  keys: string[];
  pathOf: (position: number) => string;
  onAddBelow: (position: number) => void;
  onPaste: (position: number, isEmpty: boolean, pasted: PastedHeader[]) => void;
  onRemove: (position: number) => void;
};

export function HeaderList({ keys, pathOf, onAddBelow, onPaste, onRemove }: HeaderListProps) {
  const paste = (position: number, isEmpty: boolean, text: string): boolean => {
    const pasted = parsePastedHeaders(text);
    if (pasted === null || (!isEmpty && pasted.length === 1)) return false;
    onPaste(position, isEmpty, pasted);
    return true;
  };
  return (
    <>
      {keys.length > 0 && (
        <div aria-hidden="true" className={`${headerGrid} text-12 text-ink-3 max-rail:hidden`}>
          <span>Header name</span>
          <span>Header value</span>
        </div>
      )}
      {keys.map((key, position) => (
        <HeaderRow
          key={key}
          onEnter={() => onAddBelow(position)}
          onPaste={(isEmpty, text) => paste(position, isEmpty, text)}
          onRemove={() => onRemove(position)}
          path={pathOf(position)}
        />
      ))}
    </>
  );
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
