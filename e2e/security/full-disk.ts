// A data directory on a small file system that telemetry fills: what makes room again (switching off, pausing, giving up a queue) must
// still be possible, and stand in the audit. Where none can be mounted lib/engine/log/sparing-disk.test.ts alone stands for it.
import { type Outspan, startOutspan } from "#e2e/outspan";
import { closedPort } from "#e2e/receivers";
import { admin } from "#e2e/security/askers";
import type { Ledger } from "#e2e/security/ledger";
import { onSmallDisk } from "#e2e/small-disk";

const mebibytes = 48;
const first = { OUTSPAN_ADMIN_EMAIL: admin.email, OUTSPAN_ADMIN_PASSWORD: admin.password };

export async function fullDisk(ledger: Ledger, say: (line: string) => void): Promise<void> {
  const filled = await onSmallDisk(mebibytes, async (directory) => {
    // The cap is far above the disk: it is the disk that ends it.
    const outspan = await startOutspan({ ...first, OUTSPAN_DATA_DIR: directory, OUTSPAN_QUEUE_BYTES: String(2 ** 30) });
    await fillAndSwitchOff(outspan, ledger, say).finally(() => outspan.stop());
    return true;
  });
  if (filled === null) ledger.skip("a full disk: no file system can be mounted here");
}

async function fillAndSwitchOff({ api, otlp }: Outspan, ledger: Ledger, say: (line: string) => void): Promise<void> {
  ledger.about("a full disk: switching off, pausing, giving up");
  const endpoint = `http://127.0.0.1:${await closedPort()}`;
  const made = await api("POST", "/destinations", {
    name: "Away",
    connection: { transport: "http", endpoint },
    signals: { traces: { enabled: true } },
  });
  const { id } = made.body as { id: string };
  let taken = 0;
  // Down to the last bytes: what is too large for the rest leaves room for something smaller.
  for (const bytes of [500_000, 30_000, 1000, 1]) {
    let refused = 0;
    for (let count = 0; count < 400 && refused < 5; count += 1) {
      if ((await sendSpan(otlp.http, bytes)) === 200) taken += 1;
      else refused += 1;
    }
    ledger.check(refused >= 5, `${taken} requests fill no ${mebibytes} MiB`);
  }
  say(`  full after ${taken} requests`);
  const orders: [string, string, object | undefined][] = [
    ["POST", `/destinations/${id}/pause`, undefined],
    ["POST", `/destinations/${id}/resume`, undefined],
    ["PATCH", `/destinations/${id}`, { enabled: false }],
    ["PATCH", `/destinations/${id}`, { enabled: true }],
    ["POST", `/destinations/${id}/discard`, undefined],
    ["DELETE", `/destinations/${id}`, undefined],
  ];
  for (const [method, route, sent] of orders) {
    const { status } = await api(method, route, sent);
    ledger.check(status < 300, `on a full disk ${method} ${route.replace(id, "…")} answers ${status}`);
  }
  const audit = JSON.stringify((await api("GET", "/audit")).body);
  for (const action of ["destination.pause", "destination.switch", "destination.discard", "destination.delete"]) {
    ledger.check(audit.includes(action), `on a full disk the audit has no ${action}`);
  }
}

async function sendSpan(receiver: string | null, bytes: number): Promise<number> {
  const span = { traceId: "1".repeat(32), spanId: "1".repeat(16), name: "s".repeat(bytes), startTimeUnixNano: "1" };
  const response = await fetch(`http://${receiver}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
  });
  await response.body?.cancel();
  return response.status;
}
