// What the form needs from the first touch on, and its first paint does not: checks, repairs, fields that are closed or
// absent at first, the running test. A new destination loads it when somebody turns to the form; a saved one brings it along.
import type { Later } from "./later-parts";

let loading: Promise<Later> | null = null;

export function loadLater(): Promise<Later> {
  loading ??= import("./later-parts").then(
    (module) => module.later,
    (error: unknown) => {
      // Asked for again at the next touch.
      loading = null;
      throw error;
    },
  );
  return loading;
}
