"use client";
// What is sent there. Far below the first look: its fields come with the later part, their place is kept.
import { useEditor } from "./editor-context";
import { Section } from "./Section";

export function SourcesSection() {
  const { later } = useEditor();
  return (
    <Section title="Sources">
      <div className="min-h-[216px] rail:min-h-[114px]">{later && <later.SourceFields />}</div>
    </Section>
  );
}
