"use client";
// The panel behind Dialog, loaded on demand: focus trap, scrim, Escape, and focus back to where it came from.
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { useState } from "react";
import { IconButton } from "./Button";
import { cn } from "./cn";
import type { DialogProps } from "./Dialog";
import { rememberFocus } from "./give-focus-back";

const widths = { sm: "max-w-[440px]", md: "max-w-[560px]", lg: "max-w-[880px]", xl: "max-w-[940px]" };

export function DialogPanel({
  onClose,
  title,
  description,
  footer,
  size = "md",
  children,
}: Omit<DialogProps, "isOpen">) {
  const [giveBack] = useState(() => rememberFocus(document.activeElement));
  return (
    <Radix.Root onOpenChange={(isOpen) => !isOpen && onClose()} open>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 grid place-items-center overflow-y-auto bg-scrim p-6 max-rail:place-items-end max-rail:p-0 max-rail:pt-14">
          <Radix.Content
            {...(description ? {} : { "aria-describedby": undefined })}
            className={cn(
              "relative flex max-h-full w-full flex-col overflow-hidden rounded-xl border border-line bg-raised shadow-3 max-rail:max-w-none max-rail:rounded-b-none max-rail:border-x-0 max-rail:border-b-0",
              widths[size],
            )}
            onCloseAutoFocus={(event) => {
              event.preventDefault();
              giveBack();
            }}
          >
            <span
              aria-hidden="true"
              className="absolute top-[7px] left-1/2 hidden h-1 w-9 -translate-x-1/2 rounded-full bg-control max-rail:block"
            />
            <div className="flex items-start gap-4 px-6 pt-5 pb-4 max-rail:px-4">
              <div className="min-w-0 flex-1">
                <Radix.Title className="text-16 font-head tracking-[-0.012em] break-words">{title}</Radix.Title>
                {description && (
                  <Radix.Description className="mt-0.5 text-pretty text-ink-2">{description}</Radix.Description>
                )}
              </div>
              {!footer && (
                <IconButton label="Close" onClick={onClose}>
                  <X aria-hidden="true" size={16} />
                </IconButton>
              )}
            </div>
            {children && <div className="grid gap-4 overflow-auto px-6 pb-5 max-rail:px-4">{children}</div>}
            {footer && (
              <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line-soft px-6 py-4 max-rail:px-4 max-rail:has-[>:nth-child(3)]:flex-col-reverse max-rail:has-[>:nth-child(3)]:items-stretch">
                {footer}
              </div>
            )}
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  );
}
