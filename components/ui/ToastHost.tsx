"use client";
// Stands once in the shell; loads what draws toasts with the first one.
import { lazy, Suspense, useState } from "react";
import { useWaitingToasts } from "./toast";

const Toasts = lazy(() => import("./Toasts").then((module) => ({ default: module.Toasts })));

export function ToastHost() {
  const isNeeded = useWaitingToasts().length > 0;
  const [isLoaded, setLoaded] = useState(false);
  if (isNeeded && !isLoaded) setLoaded(true);
  return isLoaded ? (
    <Suspense>
      <Toasts />
    </Suspense>
  ) : null;
}
