"use client";
// Stands once in the shell; loads what draws toasts with the first one.
import dynamic from "next/dynamic";
import { useState } from "react";
import { useWaitingToasts } from "./toast";

const Toasts = dynamic(() => import("./Toasts").then((module) => module.Toasts), { ssr: false });

export function ToastHost() {
  const isNeeded = useWaitingToasts().length > 0;
  const [isLoaded, setLoaded] = useState(false);
  if (isNeeded && !isLoaded) setLoaded(true);
  return isLoaded ? <Toasts /> : null;
}
