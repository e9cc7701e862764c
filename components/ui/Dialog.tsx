"use client";
// A dialog, a bottom sheet on a phone. The panel is loaded when it first opens: a page that opens none carries none.
import { lazy, type ReactNode, Suspense } from "react";

export type DialogProps = {
  isOpen: boolean;
  onClose: () => void;
  /** The action and its object: "Delete Honeycomb?" */
  title: string;
  description?: ReactNode;
  /** Right-aligned buttons, the safe one first: it gets the focus. */
  footer?: ReactNode;
  size?: "sm" | "md" | "lg" | "xl";
  children?: ReactNode;
};

const DialogPanel = lazy(() => import("./DialogPanel").then((module) => ({ default: module.DialogPanel })));

export function Dialog({ isOpen, ...rest }: DialogProps) {
  return isOpen ? (
    <Suspense>
      <DialogPanel {...rest} />
    </Suspense>
  ) : null;
}
