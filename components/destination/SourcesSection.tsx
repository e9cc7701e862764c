"use client";
// What is sent there.
import { Section } from "./Section";
import { SourceFields } from "./SourceFields";

export function SourcesSection() {
  return (
    <Section title="Sources">
      <SourceFields />
    </Section>
  );
}
