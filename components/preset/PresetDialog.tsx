"use client";
// Chooses a backend inside the form: a search with a list below it, by arrow keys and Enter or by a click. Loaded on demand.
import { Search } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { cn } from "#components/ui/cn";
import { Dialog } from "#components/ui/Dialog";
import { Tile } from "#components/ui/Tag";
import { TextField } from "#components/ui/TextField";
import type { PresetLine } from "#lib/preset/listed";
import { findPresets, presetKinds } from "./find-presets";
import { readPresetList } from "./read-presets";

type PresetDialogProps = { onClose: () => void; onChoose: (line: PresetLine) => void };

export function PresetDialog({ onClose, onChoose }: PresetDialogProps) {
  const lines = usePresetLines();
  return (
    <Dialog
      description="It fills the form. Everything stays visible and yours to change."
      isOpen
      onClose={onClose}
      title="Choose a backend"
    >
      {lines === "failed" ? (
        <p className="text-13 text-stop-ink" role="alert">
          Outspan did not answer. Close this and try again.
        </p>
      ) : (
        <PresetChoice lines={lines} onChoose={onChoose} />
      )}
    </Dialog>
  );
}

function usePresetLines(): PresetLine[] | "failed" {
  const [lines, setLines] = useState<PresetLine[] | "failed">([]);
  useEffect(() => {
    let isGone = false;
    void readPresetList().then((list) => isGone || setLines(list?.items ?? "failed"));
    return () => {
      isGone = true;
    };
  }, []);
  return lines;
}

function PresetChoice({ lines, onChoose }: { lines: PresetLine[]; onChoose: (line: PresetLine) => void }) {
  const id = useId();
  const [search, setSearch] = useState("");
  const [at, setAt] = useState(0);
  const found = presetKinds.flatMap(({ kind }) => findPresets(lines, search).filter((line) => line.kind === kind));
  const active = found[Math.min(at, found.length - 1)];
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setAt(Math.min(Math.max(at + step, 0), found.length - 1));
    } else if (event.key === "Enter" && active !== undefined) {
      event.preventDefault();
      onChoose(active);
    }
  };
  return (
    <>
      <TextField
        aria-activedescendant={active ? `${id}-${active.id}` : undefined}
        aria-autocomplete="list"
        aria-controls={`${id}-list`}
        aria-expanded
        autoFocus
        hideLabel
        label="Search backends"
        leading={<Search aria-hidden="true" className="flex-none text-ink-3" size={16} />}
        onChange={(event) => {
          setSearch(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        placeholder="Search backends"
        role="combobox"
        value={search}
      />
      <div aria-label="Backends" className="h-[min(52vh,420px)] overflow-y-auto" id={`${id}-list`} role="listbox">
        {presetKinds.map(({ kind, title }) => (
          <PresetOptions
            active={active}
            id={id}
            key={kind}
            lines={found.filter((line) => line.kind === kind)}
            onChoose={onChoose}
            title={title}
          />
        ))}
        {found.length === 0 && search !== "" && (
          <p className="py-3 text-13 text-ink-2" role="status">
            No preset is called ‘{search}’. Any OTLP endpoint works without one.
          </p>
        )}
      </div>
    </>
  );
}

const steps: Partial<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };

type OptionsProps = {
  id: string;
  title: string;
  lines: PresetLine[];
  active: PresetLine | undefined;
  onChoose: (line: PresetLine) => void;
};

function PresetOptions({ id, title, lines, active, onChoose }: OptionsProps) {
  if (lines.length === 0) return null;
  return (
    <fieldset aria-label={title} className="min-w-0">
      <p aria-hidden="true" className="sticky top-0 bg-raised py-1.5 text-12 text-ink-3">
        {title}
      </p>
      {lines.map((line) => (
        <PresetOption
          id={`${id}-${line.id}`}
          isActive={line.id === active?.id}
          key={line.id}
          line={line}
          onChoose={onChoose}
        />
      ))}
    </fieldset>
  );
}

type OptionProps = { id: string; line: PresetLine; isActive: boolean; onChoose: (line: PresetLine) => void };

/** The focus stays in the search; what the arrows reach is scrolled to. */
function PresetOption({ id, line, isActive, onChoose }: OptionProps) {
  return (
    <button
      aria-selected={isActive}
      className={cn(
        "flex w-full items-center gap-3 rounded-md px-2 py-1.5 text-left",
        isActive ? "bg-selected" : "hover:bg-hover",
      )}
      id={id}
      onClick={() => onChoose(line)}
      ref={isActive ? (element) => element?.scrollIntoView({ block: "nearest" }) : undefined}
      role="option"
      tabIndex={-1}
      type="button"
    >
      <Tile>{line.mark}</Tile>
      <span className="min-w-0">
        <span className="block truncate font-label">{line.name}</span>
        <span className="block truncate text-13 text-ink-3">{line.line}</span>
      </span>
    </button>
  );
}
