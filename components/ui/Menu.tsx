"use client";
// A menu of actions on a button.
import { DropdownMenu } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { cn } from "./cn";

type MenuItem = {
  label: string;
  icon?: ReactNode;
  onSelect: () => void;
  isDanger?: boolean;
  /** Why it cannot be chosen; shown below its label. */
  reason?: string | undefined;
};

export function Menu({ items, children }: { items: readonly MenuItem[]; children: ReactNode }) {
  const trigger = useRef<HTMLButtonElement>(null);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild ref={trigger}>
        {children}
      </DropdownMenu.Trigger>
      {/* Inside the page, so that the menu belongs to a landmark. */}
      <DropdownMenu.Portal container={typeof document === "undefined" ? null : document.getElementById("main")}>
        <DropdownMenu.Content
          align="end"
          className="z-40 min-w-44 rounded-md border border-line bg-raised p-1 shadow-2"
          sideOffset={4}
        >
          {items.map(({ label, icon, onSelect, isDanger, reason }) => (
            <DropdownMenu.Item
              className={cn(
                "flex min-h-control-sm cursor-pointer items-center gap-2.5 rounded-xs px-2 py-1 text-13 outline-none select-none data-disabled:cursor-not-allowed data-disabled:text-ink-3 data-highlighted:bg-hover [&>svg]:size-4 [&>svg]:text-ink-3",
                isDanger && !reason && "text-stop-ink [&>svg]:text-stop-ink!",
              )}
              disabled={reason !== undefined}
              key={label}
              onSelect={() => {
                // The item is gone in a moment: what opens now gives the focus back to the button.
                trigger.current?.focus();
                onSelect();
              }}
            >
              {icon}
              <span>
                {label}
                {reason && <span className="block text-12">{reason}</span>}
              </span>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
