// What the engine tells its launcher over IPC. Knows neither of the two.

export type EngineMessage =
  /** It receives at these addresses, host:port; `problems` are sentences for the operator. */
  | { kind: "ready"; http: string | null; grpc: string | null; problems: string[] }
  /** It cannot start, and a restart would not help: one line for the operator. */
  | { kind: "refused"; reason: string };

export function isEngineMessage(message: unknown): message is EngineMessage {
  return typeof message === "object" && message !== null && "kind" in message;
}
