// How the engine's parts end: those of a row side by side, one row after the other, whatever fails. What is left out at the end of a
// process is lost. Knows no part.

type End = () => Promise<unknown>;

export async function endInOrder(rows: readonly (readonly End[])[], onBug: (error: unknown) => unknown): Promise<void> {
  for (const row of rows) {
    const ended = await Promise.allSettled(row.map(async (end) => end()));
    for (const one of ended) if (one.status === "rejected") onBug(one.reason);
  }
}
