// The theme a person chose, in a cookie: the server writes it into <html>, so the first paint is right and no script is needed.
export type Theme = "system" | "light" | "dark";

export const themeCookie = "outspan-theme";

export function toTheme(text: string | undefined): Theme {
  return text === "light" || text === "dark" ? text : "system";
}

const listeners = new Set<() => void>();

/** Browser only. */
export function applyTheme(theme: Theme): void {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  const age = theme === "system" ? 0 : 31_536_000;
  // The Cookie Store API is missing on plain http, so the old way.
  Object.assign(document, { cookie: `${themeCookie}=${theme}; path=/; max-age=${age}; samesite=lax` });
  for (const listener of listeners) listener();
}

export function watchTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Browser only. */
export function chosenTheme(): Theme {
  return toTheme(document.documentElement.dataset.theme);
}

/** Browser only: what is seen now, whoever chose it. */
export function isDark(): boolean {
  const theme = chosenTheme();
  return theme === "system" ? matchMedia("(prefers-color-scheme: dark)").matches : theme === "dark";
}
