// What console and launcher tell each other over IPC, in this order: settings, go, ready. Knows neither of the two.

export type ConsoleMessage =
  /** The environment is in order, and this is the data directory to take. */
  | { kind: "settings"; dataDirectory: string }
  /** `warning`: a line for the operator about how it is reached. */
  | { kind: "ready"; url: string; port: number; setupLink: string | null; warning: string | null }
  /** It cannot start, and a restart would not help: one line for the operator. */
  | { kind: "refused"; reason: string };

export type LauncherMessage =
  /** The data directory is ours and there is a build. `isRestart`: one of these answered before. */
  | { kind: "go"; isRestart: boolean }
  /** The configuration file shall be read again. */
  | { kind: "reload" };

export function isLauncherMessage(message: unknown): message is LauncherMessage {
  return typeof message === "object" && message !== null && "kind" in message;
}

export function isConsoleMessage(message: unknown): message is ConsoleMessage {
  return typeof message === "object" && message !== null && "kind" in message;
}
