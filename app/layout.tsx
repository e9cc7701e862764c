// The document: fonts, tokens, and the theme from its cookie, so that the first paint is right.
import "@fontsource-variable/inter/opsz.css";
import "@fontsource-variable/geist-mono/index.css";
import "./globals.css";
import type { Metadata } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { themeCookie, toTheme } from "#components/shell/theme";

export const metadata: Metadata = {
  title: { default: "Outspan", template: "%s · Outspan" },
  description: "Where telemetry goes, and whether it arrives.",
  icons: "/logo.svg",
  referrer: "same-origin",
  robots: { index: false, follow: false },
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = toTheme((await cookies()).get(themeCookie)?.value);
  return (
    <html data-theme={theme === "system" ? undefined : theme} lang="en">
      <body>{children}</body>
    </html>
  );
}
