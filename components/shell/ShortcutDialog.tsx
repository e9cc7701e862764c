"use client";
// All shortcuts, and the switch that turns single letters off. Loaded when it is opened.
import { DialogPanel } from "#components/ui/DialogPanel";
import { Kbd } from "#components/ui/Kbd";
import { ShortcutSwitch } from "./ShortcutSwitch";

const isApple = () => /Mac|iPhone|iPad/.test(navigator.platform);

const shortcuts: { label: string; keys: (command: string) => string[] }[] = [
  { label: "Save & test", keys: (command) => [command, "↵"] },
  { label: "Save", keys: (command) => [command, "S"] },
  { label: "Test", keys: (command) => [command, "⇧", "↵"] },
  { label: "Stop test, close", keys: () => ["Esc"] },
  { label: "Search", keys: () => ["/"] },
  { label: "New destination", keys: () => ["N"] },
  { label: "Move in a list", keys: () => ["J", "K"] },
  { label: "Go to destinations", keys: () => ["G", "D"] },
  { label: "Go to audit", keys: () => ["G", "A"] },
  { label: "Go to settings", keys: () => ["G", ","] },
  { label: "Shortcuts", keys: () => ["?"] },
];

export function ShortcutDialog({ onClose }: { onClose: () => void }) {
  const command = isApple() ? "⌘" : "Ctrl";
  return (
    <DialogPanel onClose={onClose} title="Keyboard shortcuts">
      <dl className="grid gap-x-8 rail:grid-cols-2">
        {shortcuts.map(({ label, keys }) => (
          <div className="flex h-9 items-center justify-between border-b border-line-soft text-13" key={label}>
            <dt>{label}</dt>
            <dd className="flex gap-1">
              {keys(command).map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <ShortcutSwitch />
    </DialogPanel>
  );
}
