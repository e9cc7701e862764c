"use client";
// Why a saved destination is being changed: one line that the next revision keeps. Empty is none.
import { useEffect } from "react";
import { TextField } from "#components/ui/TextField";

type WhyFieldProps = { message: string; onChange: (message: string) => void };

export function WhyField({ message, onChange }: WhyFieldProps) {
  // What was written for changes that were saved or discarded is not about the next ones.
  useEffect(() => () => onChange(""), [onChange]);
  return (
    <TextField
      className="min-w-0 rail:w-52 wide:w-72"
      data-why=""
      hideLabel
      label="Why"
      maxLength={200}
      onChange={(event) => onChange(event.target.value)}
      placeholder="Why? Kept with the revision"
      value={message}
    />
  );
}
