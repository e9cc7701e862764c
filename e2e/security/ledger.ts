// What was looked at and what was found wrong: holes, and secrets that came out. Prints each finding as it is made.

export type Ledger = {
  /** What the checks from here on are about. A subject without a finding counts as one test that passed. */
  about(subject: string): void;
  /** One thing that must hold. */
  check(isHeld: boolean, otherwise: string): void;
  /** A secret was found where none may be. */
  leak(where: string): void;
  /** A place was searched for secrets: no check of its own. */
  searched(): void;
  /** What this machine does not allow to be looked at. */
  skip(what: string): void;
  sums(): {
    checks: number;
    holes: number;
    canaries: number;
    searches: number;
    skipped: string[];
    subjects: number;
    brokenSubjects: number;
    /** The first of what was found, in words. */
    findings: string[];
  };
};

/** A hole that shows in every row would bury the rest. */
const printedMax = 60;

export function createLedger(say: (line: string) => void): Ledger {
  let checks = 0;
  let holes = 0;
  let canaries = 0;
  let searches = 0;
  const skipped: string[] = [];
  let subject = "the start";
  const subjects = new Set<string>();
  const broken = new Set<string>();
  const findings: string[] = [];
  const tell = (kind: string, what: string) => {
    subjects.add(subject);
    broken.add(subject);
    if (findings.length >= printedMax) return;
    findings.push(`${kind}: ${what}`);
    say(`  ${kind}: ${what}`);
  };
  return {
    about(next) {
      subject = next;
    },
    check(isHeld, otherwise) {
      checks += 1;
      subjects.add(subject);
      if (isHeld) return;
      holes += 1;
      tell("HOLE", otherwise);
    },
    leak(where) {
      canaries += 1;
      tell("CANARY", where);
    },
    searched() {
      searches += 1;
      subjects.add(subject);
    },
    skip(what) {
      skipped.push(what);
      say(`  SKIPPED: ${what}`);
    },
    sums: () => ({
      checks,
      holes,
      canaries,
      searches,
      skipped,
      subjects: subjects.size,
      brokenSubjects: broken.size,
      findings,
    }),
  };
}
