// What failed, as the reports of the test runners tell it: one text a test, its name above the first lines of its error.
import { stripVTControlCharacters } from "node:util";
import * as z from "zod";

/** Enough for a sentence and what was expected beside what came. */
const errorLinesMax = 12;

export const VitestReport = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(""),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).default([]) }),
      ),
    }),
  ),
});
type VitestReport = z.infer<typeof VitestReport>;

const Suite = z.object({
  specs: z.array(
    z.object({
      title: z.string(),
      file: z.string(),
      ok: z.boolean(),
      tests: z.array(
        z.object({
          status: z.string(),
          results: z.array(z.object({ errors: z.array(z.object({ message: z.string().default("") })).default([]) })),
        }),
      ),
    }),
  ),
  get suites() {
    return z.array(Suite).default([]);
  },
});
type Suite = z.infer<typeof Suite>;

export const PlaywrightReport = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int() }),
  suites: z.array(Suite),
});
type PlaywrightReport = z.infer<typeof PlaywrightReport>;

export function failedUnits({ testResults }: VitestReport): string[] {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === "failed");
    // A file that cannot be loaded fails without a test.
    if (failed.length === 0 && status === "failed") return [failure(name, beginningOf(message))];
    return failed.map((test) => failure(`${name} › ${test.fullName}`, beginningOf(test.failureMessages.join("\n"))));
  });
}

export function failedJourneys({ suites }: Pick<PlaywrightReport, "suites">): string[] {
  return suites.flatMap((suite) => [
    ...suite.specs
      .filter(({ ok, tests }) => !ok || tests.some(({ status }) => status === "flaky"))
      .map(({ file, title, tests }) => failure(`${file} › ${title}`, errorsOf(tests))),
    ...failedJourneys(suite),
  ]);
}

function errorsOf(tests: Suite["specs"][number]["tests"]): string {
  const errors = tests.flatMap(({ results }) => results.flatMap((result) => result.errors));
  return beginningOf(errors.map(({ message }) => message).join("\n"));
}

function beginningOf(error: string): string {
  return error.trim().split("\n").slice(0, errorLinesMax).join("\n");
}

/** `.ci/run` knows a failure by this form, and repeats it at its end. */
export function failure(title: string, error: string): string {
  const lines = stripVTControlCharacters(error).trim().split("\n");
  return [`  FAILED  ${title}`, ...lines.map((line) => `          ${line}`)].join("\n").trimEnd();
}
