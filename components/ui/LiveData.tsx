"use client";
// The store behind the live reads of the list. Only pages that read live carry it.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";

export function LiveData({ children }: { children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          // A local server answers or it does not: our own polls retry, and a missing internet says nothing about it.
          queries: { retry: false, networkMode: "always", refetchOnWindowFocus: true },
        },
      }),
  );
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
