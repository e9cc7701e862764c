"use client";
// Says when the engine or Outspan itself is away, and takes it back by itself. Asks every second, every 5 s while nothing answers.
import { useQuery } from "@tanstack/react-query";
import { Unplug } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/Button";
import { Note } from "#components/ui/Note";

type Health = "running" | "engine_stopped" | "unreachable";

const everyMs = 1000;
const retryMs = 5000;

async function readHealth({ signal }: { signal: AbortSignal }): Promise<Health> {
  try {
    const answer = await fetch("/api/v1/health", {
      cache: "no-store",
      signal: AbortSignal.any([signal, AbortSignal.timeout(3000)]),
    });
    const body: unknown = await answer.json();
    const isHealth = typeof body === "object" && body !== null && "engine" in body;
    if (!isHealth) return "unreachable";
    return body.engine === "running" ? "running" : "engine_stopped";
  } catch (reason) {
    // Leaving the page aborts the request: that is no news about the server.
    if (signal.aborted) throw reason;
    return "unreachable";
  }
}

export function HealthNote() {
  const { data, dataUpdatedAt, refetch } = useQuery({
    queryKey: ["health"],
    queryFn: readHealth,
    refetchInterval: (query) => (query.state.data === "unreachable" ? retryMs : everyMs),
  });
  return (
    <div className="empty:hidden" role="status">
      {data === "engine_stopped" && (
        <Note icon={<Unplug />} title="The engine is not running." tone="wait">
          Tests wait until it is back. You can read and save as before. Trying again.
        </Note>
      )}
      {data === "unreachable" && (
        <Note
          actions={
            <Button onClick={() => void refetch()} size="sm" variant="ghost">
              Try now
            </Button>
          }
          icon={<Unplug />}
          title="Cannot reach Outspan."
          tone="stop"
        >
          What you typed stays here. <Countdown until={dataUpdatedAt + retryMs} />
        </Note>
      )}
    </div>
  );
}

function Countdown({ until }: { until: number }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.min(retryMs / 1000, Math.ceil((until - now) / 1000));
  // Announced once, not every second.
  return <span aria-live="off">{seconds > 0 ? `Trying again in ${seconds} s.` : "Trying again."}</span>;
}
