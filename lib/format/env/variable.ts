// One environment variable as a text sets it, and where; which other variables went into its value. Knows no shape of a text.
import type { Lines, Marks } from "#lib/format/marks";

export type Variable = {
  name: string;
  /** Quotes and references are read; what is left open is ${NAME}. */
  value: string;
  at: Lines;
  /** Variables of the same text that its value names. */
  uses: Variable[];
};

/** The variables of one program by their names: the last of a name counts. */
export type Variables = Map<string, Variable>;

export function variablesOf(list: readonly Variable[], marks: Marks): Variables {
  const byName: Variables = new Map();
  for (const variable of list) {
    const earlier = byName.get(variable.name);
    if (earlier !== undefined && earlier.at.line !== variable.at.line)
      marks.ignored(earlier.at, "a later line sets it again");
    byName.set(variable.name, variable);
  }
  return byName;
}

/** Java's otel.exporter.otlp.endpoint and any case of OTEL_… are one name; a header's name in Modal's keys stays as it is. */
export function variableName(written: string): string {
  if (/^OTEL_HEADER_/i.test(written)) return written;
  return /^otel[._]/i.test(written) ? written.toUpperCase().replace(/[.-]/g, "_") : written;
}

/** What was read of it is said in `note`; variables that went into it are understood too. */
export function markUsed(variable: Variable, note: string, marks: Marks): void {
  marks.understood(variable.at, note);
  markSources(variable, marks, new Set([variable]));
}

function markSources({ uses }: Variable, marks: Marks, seen: Set<Variable>): void {
  for (const used of uses) {
    if (seen.has(used)) continue;
    seen.add(used);
    marks.understood(used.at, "Goes into the variable that names it");
    markSources(used, marks, seen);
  }
}

/** What a name stands for, among the variables before it. Bounded: a text may name one that names one that … */
export type Look = { value: (name: string) => string | null; taken: () => Variable[] };

const expandedMax = 262_144;

export function lookAmong(known: ReadonlyMap<string, Variable>): Look {
  let taken = new Set<Variable>();
  let left = expandedMax;
  return {
    value: (name) => {
      const variable = known.get(name);
      if (variable === undefined || variable.value.length > left) return null;
      left -= variable.value.length;
      taken.add(variable);
      return variable.value;
    },
    taken: () => {
      const all = [...taken];
      taken = new Set();
      return all;
    },
  };
}
