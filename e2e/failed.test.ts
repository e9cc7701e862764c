// What a run says failed, from reports of the shapes that the two runners write.
import { expect, test } from "vitest";
import { failedJourneys, failedUnits, PlaywrightReport, VitestReport } from "#e2e/failed";

test("a test that failed is told with its file and the first lines of its error; one that passed is not", () => {
  const report = VitestReport.parse({
    numPassedTests: 1,
    numFailedTests: 1,
    testResults: [
      {
        name: "lib/a.test.ts",
        status: "failed",
        message: "",
        assertionResults: [
          { fullName: "adds", status: "passed", failureMessages: [] },
          {
            fullName: "divides",
            status: "failed",
            failureMessages: [`\u001b[31mexpected 1\u001b[39m\n${"at\n".repeat(40)}`],
          },
        ],
      },
    ],
  });
  const [told, ...others] = failedUnits(report);
  expect(others).toEqual([]);
  const lines = told?.split("\n") ?? [];
  expect(lines.slice(0, 3)).toEqual(["  FAILED  lib/a.test.ts › divides", "          expected 1", "          at"]);
  expect(lines).toHaveLength(13);
});

test("a file of tests that could not be loaded is told", () => {
  const testResults = [{ name: "lib/b.test.ts", status: "failed", message: "Cannot find it", assertionResults: [] }];
  const report = VitestReport.parse({ numPassedTests: 0, numFailedTests: 0, testResults });
  expect(failedUnits(report)).toEqual(["  FAILED  lib/b.test.ts\n          Cannot find it"]);
});

test("a journey that failed inside a group is told, and so is one that passed only when it was tried again", () => {
  const journey = (title: string, ok: boolean, status: string) => ({
    title,
    file: "form.spec.ts",
    ok,
    tests: [{ status, results: [{ errors: ok ? [] : [{ message: "Timed out" }] }] }],
  });
  const report = PlaywrightReport.parse({
    stats: { expected: 1, unexpected: 1, flaky: 1 },
    suites: [
      {
        specs: [journey("saves", true, "expected"), journey("tests", true, "flaky")],
        suites: [{ specs: [journey("deletes", false, "unexpected")] }],
      },
    ],
  });
  expect(failedJourneys(report)).toEqual([
    "  FAILED  form.spec.ts › tests",
    "  FAILED  form.spec.ts › deletes\n          Timed out",
  ]);
});
