"use client";
// The chosen backend: what it fills, its region, its key. What it writes stands in the form below, to be seen and changed.
import { ExternalLink } from "lucide-react";
import { useEffect, useRef } from "react";
import { type FieldPath, useFormContext } from "react-hook-form";
import { Button } from "#components/ui/Button";
import { Note } from "#components/ui/Note";
import { Tile } from "#components/ui/Tag";
import type { DestinationDraft } from "#lib/destination/draft-shape";
import { missingVariables } from "#lib/preset/missing";
import { askedFor, valuesOf } from "#lib/preset/plan";
import { fillsWords, keyLink, presetNotes } from "#lib/preset/words";
import { useEditor } from "./editor-context";
import { fieldOf } from "./judgement";
import { PresetField } from "./PresetField";
import { usePreset } from "./use-preset";

export function PresetCard({ onChange }: { onChange: () => void }) {
  const { choice, variables, fill, fillOver, keepTyped } = usePreset();
  const place = useFocusInside(choice?.isNew ? choice.chosen.preset.id : null);
  const emptyPaths = useEmptyPaths();
  if (choice === null) return null;
  const { chosen, open } = choice;
  const { preset } = chosen;
  const values = { ...valuesOf(preset, variables), ...variables };
  const fields = askedFor(preset, variables);
  const firstEmpty = fields.find(({ name, optional }) => !optional && !values[name])?.name;
  const missing = missingVariables(preset, variables, emptyPaths);
  const link = keyLink(preset, variables);
  const notes = presetNotes(preset);
  return (
    <section
      aria-label={`Preset ${preset.name}`}
      className="mb-6 rounded-lg border border-line bg-surface shadow-1"
      ref={place}
    >
      <div className="flex items-center gap-3 p-3.5">
        <Tile>{preset.mark}</Tile>
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-strong">{preset.name}</h2>
          <p className="truncate text-13 text-ink-3">{fillsWords(preset, values.plan)}</p>
        </div>
        <Button onClick={onChange} variant="ghost">
          Change
        </Button>
      </div>
      <div className="grid grid-cols-2 gap-x-4 gap-y-3.5 border-t border-line-soft p-3.5 max-rail:grid-cols-1">
        {fields.map((variable) => (
          <PresetField
            isFirst={variable.name === firstEmpty}
            isMissing={missing.has(variable.name)}
            key={`${preset.id} ${variable.name}`}
            onChange={(value) => fill(chosen, { ...variables, [variable.name]: value })}
            value={values[variable.name] ?? ""}
            variable={variable}
          />
        ))}
        <p className="col-span-full text-13">
          <a className="link inline-flex items-center gap-1" href={link.url} rel="noreferrer" target="_blank">
            {link.label}
            <ExternalLink aria-label="opens in a new tab" size={13} />
          </a>
        </p>
        {open && <Collision onFillOver={fillOver} onKeep={keepTyped} />}
        {notes.length > 0 && (
          <ul className="col-span-full grid list-disc gap-1 pl-4 text-13 text-ink-3">
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

/** What must not be empty and is, from the first attempt to save or test on. */
function useEmptyPaths(): string[] {
  const { formState, getValues } = useFormContext<DestinationDraft>();
  const { problems } = useEditor().judgement;
  if (!formState.isSubmitted) return [];
  const isEmpty = (path: string) => !getValues(fieldOf(path) as FieldPath<DestinationDraft>);
  return problems.map(({ path }) => path).filter(isEmpty);
}

function Collision({ onKeep, onFillOver }: { onKeep: () => void; onFillOver: () => void }) {
  return (
    <Note
      actions={
        <>
          <Button onClick={onKeep} size="sm">
            Keep mine
          </Button>
          <Button onClick={onFillOver} size="sm">
            Use the preset's
          </Button>
        </>
      }
      className="col-span-full"
      role="status"
      title="Something that you typed stays."
    >
      The preset would write another value there.
    </Note>
  );
}

/** Who has just chosen goes on in the first field that is still empty. */
function useFocusInside(chosenId: string | null) {
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (chosenId === null) return;
    const find = (selector: string) => place.current?.querySelector<HTMLElement>(selector);
    const focus = () => (find("[data-first]") ?? find("input, select"))?.focus();
    // After the dialog has given the focus back.
    const timer = setTimeout(focus, 50);
    return () => clearTimeout(timer);
  }, [chosenId]);
  return place;
}
