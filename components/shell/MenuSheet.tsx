"use client";
// The sheet behind "Menu" on a phone. Loaded when it is opened.
import { Keyboard } from "lucide-react";
import { useState } from "react";
import { SignOutButton } from "#components/account/SignOutButton";
import { Button } from "#components/ui/Button";
import { DialogPanel } from "#components/ui/DialogPanel";
import type { Account } from "./Shell";
import { openShortcuts } from "./shortcut-setting";
import { ThemeChoice } from "./ThemeControls";
import { chosenTheme } from "./theme";

export function MenuSheet({ account, onClose }: { account: Account; onClose: () => void }) {
  const [initial] = useState(chosenTheme);
  return (
    <DialogPanel description={account.role} onClose={onClose} title={account.email}>
      <ThemeChoice initial={initial} />
      <Button
        icon={<Keyboard aria-hidden="true" size={16} />}
        onClick={() => {
          onClose();
          openShortcuts();
        }}
      >
        Keyboard shortcuts
      </Button>
      <SignOutButton className="w-full" />
    </DialogPanel>
  );
}
