"use client";
// Turns shortcuts of a single letter on or off, in this browser.
import { useSyncExternalStore } from "react";
import { Switch } from "#components/ui/Switch";
import { areShortcutsOn, setShortcutsOn, watchShortcuts } from "./shortcut-setting";

export function ShortcutSwitch() {
  const isOn = useSyncExternalStore(watchShortcuts, areShortcutsOn, () => true);
  return (
    <Switch
      checked={isOn}
      description="Letters act outside fields only. Kept in this browser."
      label="Single-letter shortcuts"
      onCheckedChange={setShortcutsOn}
    />
  );
}
