// What an OTLP server's answer means: its bodies decoded, its status judged (rules R6.*, R7.2). Pure.
import type { Exchange } from "#lib/otlp/observation";
import type { Outcome } from "#lib/otlp/outcome";
import type { Signal } from "#lib/otlp/signal";

export type Answer = {
  outcome: Outcome;
  httpStatus: number | null;
  /** `madeUp`: no grpc-status came, the code was made from the HTTP status (R6.12). */
  grpcStatus: { code: number; name: string; message: string; madeUp: boolean } | null;
  /** google.rpc.Status out of an error body or grpc-status-details-bin. */
  otlpStatus: { code: number; message: string } | null;
  /** The server's own words, escaped, at most 2 kB. */
  words: string | null;
  rejected: number;
  retryAfterMs: number | null;
  isHtml: boolean;
  emptyBody: boolean;
  /** A 2xx body that is no export response (R6.7). */
  unparseable: boolean;
  nonConformant2xx: boolean;
  /** A proxy or web server answered in place of the gRPC server (R6.12, R6.13). */
  sentByIntermediary: boolean;
};

export function readAnswer(signal: Signal, sentItems: number, exchange: Exchange): Answer {
  throw new Error("not built yet");
}
