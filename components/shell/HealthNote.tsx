"use client";
// Says when the engine or Outspan itself is away, and takes it back by itself.
import { Unplug } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/Button";
import { Note } from "#components/ui/Note";
import { useHealth } from "./use-health";

export function HealthNote() {
  const { health, nextAt, tryNow } = useHealth();
  return (
    <div className="empty:hidden" role="status">
      {health === "engine_stopped" && (
        <Note icon={<Unplug />} title="The engine is not running." tone="wait">
          Tests wait until it is back. You can read and save as before. Trying again.
        </Note>
      )}
      {health === "engine_back" && (
        <Note icon={<Unplug />} title="The engine was away and is back." tone="wait">
          A test that was under way has no verdict: test again.
        </Note>
      )}
      {health === "unreachable" && (
        <Note
          actions={
            <Button onClick={tryNow} size="sm" variant="ghost">
              Try now
            </Button>
          }
          icon={<Unplug />}
          title="Cannot reach Outspan."
          tone="stop"
        >
          What you typed stays here. <Countdown until={nextAt} />
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
  const seconds = Math.min(5, Math.ceil((until - now) / 1000));
  // Announced once, not every second.
  return <span aria-live="off">{seconds > 0 ? `Trying again in ${seconds} s.` : "Trying again."}</span>;
}
