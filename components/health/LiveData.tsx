"use client";
// The store behind the live reads of a page. Only pages that read live carry it. Once somebody is signed out, wherever that was done,
// what the page shows goes, and nothing is asked any more.
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ReadFailure } from "./read";
import { SignedOut } from "./SignedOut";

export function LiveData({ children }: { children: ReactNode }) {
  const [isSignedOut, setSignedOut] = useState(false);
  const [client] = useState(
    () =>
      new QueryClient({
        queryCache: new QueryCache({
          onError: (error) => {
            if (error instanceof ReadFailure && error.status === 401) setSignedOut(true);
          },
        }),
        defaultOptions: {
          // A local server answers or it does not: our own polls retry, and a missing internet says nothing about it.
          queries: { retry: false, networkMode: "always", refetchOnWindowFocus: true },
        },
      }),
  );
  return <QueryClientProvider client={client}>{isSignedOut ? <SignedOut /> : children}</QueryClientProvider>;
}
