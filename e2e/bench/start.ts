// From the start of the process to the first page, with a build present: the launcher, as `npm start` runs it.
import { figure, median } from "#e2e/bench/figures";
import { startOutspan } from "#e2e/outspan";

const rounds = 7;

export async function startBench(): Promise<void> {
  const pages: number[] = [];
  const readies: number[] = [];
  // The first start makes the build and the compile cache.
  await (await startOutspan()).stop();
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now();
    const outspan = await startOutspan();
    const answer = await fetch(outspan.setupLink ?? outspan.url);
    await answer.text();
    pages.push(performance.now() - startedAt);
    readies.push(outspan.readyAfterMs);
    if (answer.status !== 200) throw new Error(`The first page answered ${answer.status}`);
    await outspan.stop();
  }
  console.log(figure("process start to the ready line, median", median(readies) / 1000, "s"));
  console.log(figure("process start to the first page, median", median(pages) / 1000, "s", 1.5));
  console.log(figure("process start to the first page, slowest", Math.max(...pages) / 1000, "s"));
}
