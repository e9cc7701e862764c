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
      description="? / N J K and G, outside fields. Those with Ctrl or ⌘ always work."
      label="Single-letter shortcuts"
      onCheckedChange={setShortcutsOn}
    />
  );
}
