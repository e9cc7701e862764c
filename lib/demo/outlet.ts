// The way out of the demo: OTLP/HTTP requests to one endpoint. Says once when nobody listens and once when somebody does; what
// could not be sent is let go, and counted. Knows no service.
import type { Signal } from "#lib/otlp/signal";

export type Outlet = {
  send(signal: Signal, body: Uint8Array, items: number): Promise<void>;
  sent(): Record<Signal, number>;
  lost(): number;
};

type Parts = {
  /** Without /v1/…; may have a path. */
  endpoint: string;
  headers: Readonly<Record<string, string>>;
  say(line: string): void;
  timeoutMs?: number;
};

export function createOutlet({ endpoint, headers, say, timeoutMs = 5000 }: Parts): Outlet {
  const base = endpoint.replace(/\/+$/, "");
  const sent = { traces: 0, metrics: 0, logs: 0 };
  let lost = 0;
  /** Nothing is known before the first answer. */
  let trouble: string | null | undefined;

  function note(now: string | null): void {
    if (now === trouble) return;
    if (now === null) say(`${base} takes telemetry.`);
    else say(now);
    trouble = now;
  }

  return {
    async send(signal, body, items) {
      if (items === 0) return;
      const answer = await fetch(`${base}/v1/${signal}`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/x-protobuf" },
        body: new Uint8Array(body),
        signal: AbortSignal.timeout(timeoutMs),
      }).catch((error: unknown) => reasonOf(error));
      if (typeof answer !== "string" && answer.ok) {
        sent[signal] += items;
        await answer.arrayBuffer();
        return note(null);
      }
      lost += items;
      if (typeof answer === "string")
        note(`Nobody listens on ${base} (${answer}). Start Outspan with npm start; this goes on trying.`);
      else note(`${base} answered ${answer.status} to ${signal}: what was sent is lost.`);
    },
    sent: () => ({ ...sent }),
    lost: () => lost,
  };
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : null;
  if (cause instanceof Error && "code" in cause) return String(cause.code);
  return error instanceof Error && error.name === "TimeoutError" ? "no answer" : "it cannot be reached";
}
