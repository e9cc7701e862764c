"use client";
// The order of the form.
import type { ReactNode } from "react";
import { AdvancedSection } from "./AdvancedSection";
import { ConnectionSection } from "./ConnectionSection";
import { CredentialsSection } from "./CredentialsSection";
import { NameSection } from "./NameSection";
import { PresetSlot } from "./PresetSlot";
import { SignalsSection } from "./SignalsSection";
import { SourcesSection } from "./SourcesSection";

export function DestinationFields({ isNew, lead }: { isNew: boolean; lead: ReactNode }) {
  return (
    <>
      {isNew && <PresetSlot lead={lead} />}
      <div className="pb-6">
        <NameSection hasSwitch={isNew} />
      </div>
      <ConnectionSection />
      <CredentialsSection />
      <SignalsSection />
      <SourcesSection />
      <AdvancedSection />
    </>
  );
}
