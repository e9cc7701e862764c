// gRPC's status codes: names, which may be retried (rules §6.2), and the code a client makes up of an HTTP status (R6.12).

const names = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
] as const;

const retryable = new Set(["CANCELLED", "DEADLINE_EXCEEDED", "ABORTED", "OUT_OF_RANGE", "UNAVAILABLE", "DATA_LOSS"]);

/** An unknown code counts as UNKNOWN. */
export function grpcStatusName(code: number): (typeof names)[number] {
  return names[code] ?? "UNKNOWN";
}

/** R6.10: RESOURCE_EXHAUSTED only where the server said when to come back. */
export function isRetryableGrpcStatus(code: number, hasRetryInfo: boolean): boolean {
  const name = grpcStatusName(code);
  return retryable.has(name) || (name === "RESOURCE_EXHAUSTED" && hasRetryInfo);
}

const codeOfHttpStatus: Record<number, number> = {
  400: 13,
  401: 16,
  403: 7,
  404: 12,
  429: 14,
  502: 14,
  503: 14,
  504: 14,
};

export function grpcCodeOfHttpStatus(status: number): number {
  return codeOfHttpStatus[status] ?? 2;
}
