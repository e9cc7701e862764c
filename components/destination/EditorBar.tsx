"use client";
// The bar as it stands for whoever reads: with all that can be done, with what is left of a deleted one, or with nothing.
import type { ComponentProps } from "react";
import { Button } from "#components/ui/Button";
import { ActionBar, Bar } from "./ActionBar";

type EditorBarProps = ComponentProps<typeof ActionBar> & {
  isReadOnly: boolean;
  isGone: boolean;
  onSaveAnew: () => void;
};

export function EditorBar({ isReadOnly, isGone, onSaveAnew, ...bar }: EditorBarProps) {
  if (isReadOnly) return <Bar message="Needs the role Editor to change or test." tone="neutral" />;
  if (!isGone) return <ActionBar {...bar} />;
  return (
    <Bar cancel={bar.cancel} message={bar.message} tone={bar.tone}>
      <Button onClick={onSaveAnew} variant="primary">
        Save as new
      </Button>
    </Bar>
  );
}
