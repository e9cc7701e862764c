"use client";
// Keeps what only a filled form needs at its first paint away from the empty one.
import { type ComponentProps, lazy, Suspense } from "react";

const PresetEditor = lazy(() => import("./PresetEditor").then((module) => ({ default: module.PresetEditor })));

export function PresetGate(props: ComponentProps<typeof PresetEditor>) {
  return (
    <Suspense>
      <PresetEditor {...props} />
    </Suspense>
  );
}
