// Whether single letters act as shortcuts (WCAG 2.1.4: they can be switched off), and the wish to see them all.
const key = "outspan-shortcuts";
const listeners = new Set<() => void>();
let isListOpen = false;

function tell(): void {
  for (const listener of listeners) listener();
}

export function watchShortcuts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Browser only. */
export function areShortcutsOn(): boolean {
  try {
    return localStorage.getItem(key) !== "off";
  } catch {
    return true;
  }
}

/** Browser only. Where storage is forbidden the choice is not kept. */
export function setShortcutsOn(isOn: boolean): void {
  try {
    if (isOn) localStorage.removeItem(key);
    else localStorage.setItem(key, "off");
  } catch {}
  tell();
}

export function isShortcutListOpen(): boolean {
  return isListOpen;
}

export function openShortcuts(isOpen = true): void {
  isListOpen = isOpen;
  tell();
}
