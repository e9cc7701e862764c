"use client";
// Which backend a new secret is for: fills name, headers and origins, all of which stay open to change.
import { useState } from "react";
import { Select } from "#components/ui/Select";
import type { SecretTemplate } from "#lib/preset/secret-template";

type TemplateFieldsProps = {
  templates: readonly SecretTemplate[];
  onChoose: (template: SecretTemplate, place: number) => void;
};

export function TemplateFields({ templates, onChoose }: TemplateFieldsProps) {
  const [id, setId] = useState("");
  const [place, setPlace] = useState(0);
  const chosen = templates.find((template) => template.id === id);
  const choose = (next: string, at: number) => {
    setId(next);
    setPlace(at);
    const template = templates.find((one) => one.id === next);
    if (template) onChoose(template, at);
  };
  return (
    <div className="grid items-start gap-4 rail:grid-cols-2">
      <Select
        hint="Fills headers and origins. You may change them."
        isOptional
        label="Template"
        onChange={(event) => choose(event.target.value, 0)}
        options={[{ value: "", label: "None" }, ...templates.map(({ id: value, name: label }) => ({ value, label }))]}
        value={id}
      />
      {chosen && chosen.places.length > 1 && (
        <Select
          label="Region"
          onChange={(event) => choose(id, Number(event.target.value))}
          options={chosen.places.map(({ label }, index) => ({ value: String(index), label }))}
          value={String(place)}
        />
      )}
    </div>
  );
}
