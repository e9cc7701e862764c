"use client";
// Two ways to the same choice: a button that turns light to dark and back, and the three-way choice of the settings page.
import { SunMoon } from "lucide-react";
import { useSyncExternalStore } from "react";
import { IconButton } from "#components/ui/Button";
import { Segmented } from "#components/ui/Choice";
import { Tooltip } from "#components/ui/Tooltip";
import { applyTheme, chosenTheme, isDark, type Theme, watchTheme } from "./theme";

const label = "Switch between light and dark";

export function ThemeButton() {
  return (
    <Tooltip side="top-end" text={label}>
      <IconButton label={label} onClick={() => applyTheme(isDark() ? "light" : "dark")} title={undefined}>
        <SunMoon aria-hidden="true" size={16} />
      </IconButton>
    </Tooltip>
  );
}

const options = [
  { value: "system", label: "System" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;

export function ThemeChoice({ initial }: { initial: Theme }) {
  const theme = useSyncExternalStore(watchTheme, chosenTheme, () => initial);
  return <Segmented label="Theme" onValueChange={applyTheme} options={options} value={theme} />;
}
