"use client";
// A dialog, a bottom sheet on a phone. The panel is loaded when it first opens: a page that opens none carries none.
import dynamic from "next/dynamic";
import type { ReactNode } from "react";

export type DialogProps = {
  isOpen: boolean;
  onClose: () => void;
  /** The action and its object: "Delete Honeycomb?" */
  title: string;
  description?: ReactNode;
  /** Right-aligned buttons, the safe one first: it gets the focus. */
  footer?: ReactNode;
  size?: "sm" | "md" | "lg";
  children?: ReactNode;
};

const DialogPanel = dynamic(() => import("./DialogPanel").then((module) => module.DialogPanel), { ssr: false });

export function Dialog({ isOpen, ...rest }: DialogProps) {
  return isOpen ? <DialogPanel {...rest} /> : null;
}
