"use client";
// The order of the form.
import { AdvancedSection } from "./AdvancedSection";
import { ConnectionSection } from "./ConnectionSection";
import { CredentialsSection } from "./CredentialsSection";
import { NameSection } from "./NameSection";
import { PresetSlot } from "./PresetSlot";
import { SignalsSection } from "./SignalsSection";
import { SourcesSection } from "./SourcesSection";

export function DestinationFields({ isNew }: { isNew: boolean }) {
  return (
    <>
      {isNew && <PresetSlot />}
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
