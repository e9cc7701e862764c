"use client";
// Draws the toasts, bottom right, above the tab bar on a phone. Loaded with the first one.
import { CircleCheck, Info, X } from "lucide-react";
import { useEffect } from "react";
import { toast as show, Toaster } from "sonner";
import { Button, IconButton } from "./Button";
import { cn } from "./cn";
import { type ToastContent, takeToasts, useWaitingToasts } from "./toast";

export function Toasts() {
  const waiting = useWaitingToasts();
  useEffect(() => {
    if (waiting.length === 0) return;
    for (const content of takeToasts()) {
      show.custom((id) => <ToastCard content={content} onClose={() => show.dismiss(id)} />, {
        duration: content.durationMs ?? 6000,
      });
    }
  }, [waiting]);
  return (
    <Toaster
      gap={8}
      mobileOffset={{ bottom: 76, left: 16, right: 16 }}
      offset={24}
      position="bottom-right"
      // Below a dialog and its scrim: on a phone it would lie on what the dialog asks.
      style={{ zIndex: 30 }}
      toastOptions={{ unstyled: true, className: "w-full rail:w-[380px]" }}
      visibleToasts={3}
    />
  );
}

function ToastCard({ content, onClose }: { content: ToastContent; onClose: () => void }) {
  const Icon = content.tone === "neutral" ? Info : CircleCheck;
  return (
    <div className="grid w-full grid-cols-[18px_minmax(0,1fr)_auto] items-center gap-x-2.5 rounded-lg border border-line bg-raised px-4 py-3 font-sans text-13 text-ink shadow-2">
      <Icon
        aria-hidden="true"
        className={cn(content.tone === "neutral" ? "text-ink-2" : "text-span", content.text && "self-start")}
        size={18}
      />
      <div className="min-w-0">
        <p className="font-strong break-words">{content.title}</p>
        {content.text && <p className="text-pretty text-ink-2">{content.text}</p>}
      </div>
      {content.action ? (
        <Button
          onClick={() => {
            content.action?.onPress();
            onClose();
          }}
          size="sm"
        >
          {content.action.label}
        </Button>
      ) : (
        <IconButton label="Close" onClick={onClose}>
          <X aria-hidden="true" size={16} />
        </IconButton>
      )}
    </div>
  );
}
