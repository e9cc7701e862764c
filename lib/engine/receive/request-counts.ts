// How many requests the receiver answered, by door and by what was said: bounded, since both are ours. Knows no request.
import type { Refusal } from "#lib/otlp/status-answer";

type RequestOutcome = "accepted" | Refusal["refused"];
export type RequestCounts = Record<"http" | "grpc", Record<RequestOutcome, number>>;
export type Answered = (outcome: RequestOutcome) => void;

const none = (): Record<RequestOutcome, number> => ({
  accepted: 0,
  invalid: 0,
  too_large: 0,
  unsupported: 0,
  unauthenticated: 0,
  method: 0,
  not_found: 0,
  timeout: 0,
  throttled: 0,
  unavailable: 0,
});

export function createRequestCounts(): { counts: RequestCounts; http: Answered; grpc: Answered } {
  const counts = { http: none(), grpc: none() };
  return {
    counts,
    http: (outcome) => {
      counts.http[outcome] += 1;
    },
    grpc: (outcome) => {
      counts.grpc[outcome] += 1;
    },
  };
}
