"use client";
// Who, what, of what, when, and words: each choice is an address of its own. Without JavaScript it is a plain form.
import { useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/Button";
import { SearchField } from "#components/ui/SearchField";
import { Select } from "#components/ui/Select";
import { Tag } from "#components/ui/Tag";
import { type AuditAddress, isNarrowed, spanOf, spans } from "#lib/audit/filter";
import { actionLabel, nounKinds, nounsLabel } from "#lib/audit/words";
import { DayRange } from "./DayRange";

export type AuditChoices = {
  actors: readonly { kind: string; id: string; name: string }[];
  actions: readonly string[];
};

const settleMs = 350;

type FiltersProps = { address: AuditAddress; choices: AuditChoices; onChange: (next: AuditAddress) => void };

export function AuditFilters({ address, choices, onChange }: FiltersProps) {
  const span = spanOf(address);
  const set = (part: Partial<Record<keyof AuditAddress, string>>) => onChange(withPart(address, part));
  const setWhen = (when: string) => set({ when: when === "30d" ? "" : when, from: "", to: "" });
  return (
    <form action="/audit" className="grid grid-cols-[minmax(0,1fr)] gap-3" onSubmit={(event) => event.preventDefault()}>
      <div className="flex flex-wrap gap-2">
        <SearchBox key={address.q} onSettle={(q) => set({ q })} value={address.q ?? ""} />
        {narrowings.map(({ part, label, optionsOf }) => (
          <Choice
            key={part}
            label={label}
            name={part}
            onChange={(chosen) => set({ [part]: chosen })}
            options={optionsOf(choices, address[part])}
            value={address[part]}
          />
        ))}
        <Choice
          label="When"
          name="when"
          onChange={setWhen}
          options={[...spans, { value: "days", label: "Chosen days" }]}
          value={span?.value ?? "days"}
        />
      </div>
      {span === null && (
        <DayRange
          from={address.from}
          onChange={(days) => set({ when: days.from === "" && days.to === "" ? "days" : "", ...days })}
          to={address.to}
        />
      )}
      {isNarrowed(address) && (
        <div className="flex flex-wrap items-center gap-2">
          {address.noun?.includes(":") && <Tag>One {address.noun.slice(0, address.noun.indexOf(":"))} only</Tag>}
          <Button onClick={() => onChange({})} size="sm" variant="ghost">
            Clear filters
          </Button>
        </div>
      )}
      <noscript>
        <Button type="submit">Show</Button>
      </noscript>
    </form>
  );
}

/** An empty part is left out. */
function withPart(address: AuditAddress, part: Partial<Record<keyof AuditAddress, string>>): AuditAddress {
  const all: Partial<Record<string, string>> = { ...address, ...part };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value));
}

/** Goes there when nothing was typed for a moment, or on Enter. */
function SearchBox({ value, onSettle }: { value: string; onSettle: (text: string) => void }) {
  const [text, setText] = useState(value);
  const settle = useRef(onSettle);
  useEffect(() => {
    settle.current = onSettle;
  });
  useEffect(() => {
    if (text.trim() === value) return;
    const timer = setTimeout(() => settle.current(text.trim()), settleMs);
    return () => clearTimeout(timer);
  }, [text, value]);
  return (
    <SearchField
      className="w-full rail:w-[280px]"
      label="Search name, field or email"
      maxLength={200}
      name="q"
      onChange={(event) => setText(event.target.value)}
      value={text}
    />
  );
}

type Option = { value: string; label: string };

function Choice({
  label,
  name,
  value = "",
  options,
  onChange,
}: {
  label: string;
  name: string;
  value?: string | undefined;
  options: readonly Option[];
  onChange: (value: string) => void;
}) {
  return (
    <Select
      className="w-[168px] max-rail:w-[calc(50%-4px)]"
      hideLabel
      label={label}
      name={name}
      onChange={(event) => onChange(event.target.value)}
      options={options}
      value={value}
    />
  );
}

function whoOptions({ actors }: AuditChoices, chosen: string | undefined): Option[] {
  const options = [
    { value: "", label: "Everyone" },
    ...actors.map(({ kind, id, name }) => ({ value: `${kind}:${id}`, label: kind === "key" ? `${name} (key)` : name })),
    { value: "system", label: "Outspan itself" },
  ];
  return withChosen(options, chosen, (value) => value);
}

function actionOptions({ actions }: AuditChoices, chosen: string | undefined): Option[] {
  const options = actions.map((value) => ({ value, label: actionLabel(value) }));
  options.sort((a, b) => a.label.localeCompare(b.label));
  return withChosen([{ value: "", label: "All actions" }, ...options], chosen, actionLabel);
}

function nounOptions(_: AuditChoices, chosen: string | undefined): Option[] {
  const options = nounKinds.map((value) => ({ value, label: nounsLabel(value) }));
  return withChosen([{ value: "", label: "Everything" }, ...options], chosen, (value) => `One ${value.split(":")[0]}`);
}

/** An address may ask for what nobody is offered. */
function withChosen(options: Option[], chosen: string | undefined, labelOf: (value: string) => string): Option[] {
  if (chosen === undefined || options.some(({ value }) => value === chosen)) return options;
  return [...options, { value: chosen, label: labelOf(chosen) }];
}

const narrowings = [
  { part: "who", label: "Who", optionsOf: whoOptions },
  { part: "action", label: "What", optionsOf: actionOptions },
  { part: "noun", label: "Of what", optionsOf: nounOptions },
] as const;
