// What the console tells the launcher over IPC. Knows neither of the two.

export type ConsoleMessage =
  | { kind: "ready"; url: string; port: number; setupLink: string | null }
  /** It cannot start, and a restart would not help: one line for the operator. */
  | { kind: "refused"; reason: string };

export function isConsoleMessage(message: unknown): message is ConsoleMessage {
  return typeof message === "object" && message !== null && "kind" in message;
}
