"use client";
// Name and switch of the destination. A saved one has its switch in the header, where it acts at once.
import { useEffect, useState, useSyncExternalStore } from "react";
import { Switch } from "#components/ui/Switch";
import { TextField } from "#components/ui/TextField";
import { useDraftField } from "./editor-context";

export function NameSection({ hasSwitch }: { hasSwitch: boolean }) {
  const name = useDraftField<string>("name");
  const enabled = useDraftField<boolean>("enabled");
  useFocusOnArrival(hasSwitch);
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

/** Who came by a link or a key begins to type; a page that was loaded leaves the focus where the browser put it. */
function useFocusOnArrival(isNew: boolean): void {
  const isHydrating = useSyncExternalStore(
    never,
    () => false,
    () => true,
  );
  const [isArrival] = useState(isNew && !isHydrating);
  useEffect(() => {
    // On a phone the keyboard would cover what the page is about.
    if (!isArrival || !matchMedia("(pointer: fine)").matches) return;
    document.querySelector<HTMLElement>("[data-first], [name=name]")?.focus({ preventScroll: true });
  }, [isArrival]);
}

const never = () => () => undefined;
