// What the pages of one destination share: its name as their title.
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { requireUser } from "#lib/auth/session";
import { getDestination } from "#lib/queries/destination";

type Parameters = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Parameters): Promise<Metadata> {
  const { id } = await params;
  // Of its own: a title is on its way before the page has asked who reads it.
  await requireUser();
  const found = await getDestination(id);
  return { title: found?.destination.name ?? "Not found" };
}

export default function DestinationLayout({ children }: { children: ReactNode }) {
  return children;
}
