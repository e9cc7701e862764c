// What a piece of work costs, whatever else the machine does meanwhile.

/** CPU time of this thread so far, in milliseconds. */
export function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** The least of `tries`, in milliseconds: the first warms the code up, any of them may have memory to clean. */
export function leastMs(tries: number, work: () => void): number {
  const times = Array.from({ length: tries }, () => {
    const begun = threadMs();
    work();
    return threadMs() - begun;
  });
  return Math.min(...times);
}
