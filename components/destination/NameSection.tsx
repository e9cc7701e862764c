"use client";
// Name and switch of the destination. A saved one has its switch in the header, where it acts at once.
import { Switch } from "#components/ui/Switch";
import { TextField } from "#components/ui/TextField";
import { useDraftField } from "./editor-context";

export function NameSection({ hasSwitch }: { hasSwitch: boolean }) {
  const name = useDraftField<string>("name");
  const enabled = useDraftField<boolean>("enabled");
  return (
    <div className="flex items-start gap-5 max-rail:flex-col max-rail:items-stretch max-rail:gap-3">
      <TextField
        {...name.control}
        {...name.message}
        className="min-w-0 flex-1"
        label="Name"
        onChange={(event) => name.set(event.target.value)}
        placeholder="Staging collector"
        value={name.value}
      />
      {hasSwitch && (
        <Switch
          checked={enabled.value}
          className="mt-[33px] max-rail:mt-0 max-rail:h-11 max-rail:flex-row-reverse max-rail:justify-between rail:mt-[33px]"
          disabled={enabled.control.disabled}
          label="Enabled"
          onCheckedChange={enabled.set}
        />
      )}
    </div>
  );
}
