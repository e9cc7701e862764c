import { describe, expect, test } from "vitest";
import { block, cell, code, inline } from "#lib/otlp/markdown";
import type { Diagnosis, Report, Stage } from "#lib/otlp/report";
import { reportMarkdown } from "#lib/otlp/report-markdown";

const stage = (more: Partial<Stage> = {}): Stage => ({
  stage: "traces",
  signals: ["traces"],
  status: "failed",
  startMs: 4.1,
  durationMs: 2.5,
  summary: "1 span not accepted: 404",
  evidence: {},
  ...more,
});
const diagnosis = (more: Partial<Diagnosis> = {}): Diagnosis => ({
  code: "path.missing_signal",
  certainty: "certain",
  signals: ["traces"],
  title: "The path of the signal is missing",
  advice: "Own endpoints are used as typed.",
  fix: null,
  ...more,
});
const report = (more: Partial<Report> = {}): Report => ({
  id: "0198-a",
  verdict: "failed",
  startedAt: "2026-11-21T12:00:00.250+01:00",
  durationMs: 41.25,
  stages: [stage()],
  diagnosis: [diagnosis()],
  ...more,
});
const linesOf = (markdown: string, start: string) => markdown.split("\n").filter((line) => line.startsWith(start));

describe("a report as Markdown", () => {
  test("tells verdict, time in UTC, duration, version and test", () => {
    const markdown = reportMarkdown(report(), "1.2.3");
    expect(markdown).toContain("# OTLP test: not accepted\n");
    expect(markdown).toContain("- Tested: 2026-11-21 11:00:00.250 UTC, for 41.25 ms, by Outspan 1.2.3 (test `0198-a`)");
  });

  test("tells each diagnosis with code, certainty, signals, advice and every change of its repair", () => {
    const fix = {
      label: "Use …/v1/traces",
      changes: [
        { path: "/signals/traces/connection/endpoint", value: "http://h/v1/traces" },
        { path: "/connection/headers/0/value", transform: "trim" as const },
        { path: "/connection/proxy", op: "remove" as const },
      ],
    };
    const markdown = reportMarkdown(report({ diagnosis: [diagnosis({ fix })] }), "1");
    for (const line of [
      "### 1. The path of the signal is missing",
      "- Code: `path.missing_signal`",
      "- Certainty: certain (its fingerprint was seen)",
      "- Signals: traces",
      "- Repair offered: Use …/v1/traces",
      '  - set `/signals/traces/connection/endpoint` to `"http://h/v1/traces"`',
      "  - trim `/connection/headers/0/value`",
      "  - remove `/connection/proxy`",
      "Own endpoints are used as typed.",
    ])
      expect(markdown.split("\n")).toContain(line);
  });

  test("has a row for each stage, with both times, and its evidence as JSON under the same number", () => {
    const tcp = stage({ stage: "tcp", status: "passed", summary: "127.0.0.1:4318", evidence: { port: 4318 } });
    const markdown = reportMarkdown(report({ stages: [tcp, stage()] }), "1");
    expect(linesOf(markdown, "| 1 |")).toEqual(["| 1 | tcp | traces | passed | 4.1 | 2.5 | 127.0.0.1:4318 |"]);
    expect(linesOf(markdown, "| 2 |")).toEqual([
      "| 2 | traces | traces | failed | 4.1 | 2.5 | 1 span not accepted: 404 |",
    ]);
    expect(markdown).toContain('### Stage 1: tcp (traces), passed\n\n```json\n{\n  "port": 4318\n}\n```\n');
    expect(markdown).not.toContain("### Stage 2");
  });

  test("lists every extra request once, in whichever stages it is evidence", () => {
    const checks = [
      { sent: "Empty request to http://h:1/ as JSON, without credentials", got: "200, text/html", ms: 1.5 },
      { sent: "What speaks on h:1?", got: "Closed", ms: 0.2 },
    ];
    const stages = [stage({ evidence: { checks } }), stage({ stage: "logs", evidence: { checks } })];
    const markdown = reportMarkdown(report({ stages }), "1");
    expect(linesOf(markdown, "| Empty")).toEqual([
      "| Empty request to `http://h:1/` as JSON, without credentials | `200, text/html` | 1.5 |",
    ]);
    expect(linesOf(markdown, "| What")).toEqual(["| What speaks on h:1? | `Closed` | 0.2 |"]);
    const refused = stage({ stage: "auth", evidence: { withoutCredentials: { status: 401 } } });
    expect(reportMarkdown(report({ stages: [refused] }), "1")).toContain("once more without credentials");
    expect(reportMarkdown(report(), "1")).toContain("## Sent extra\n\nNothing.");
  });

  test("says what was sent and where to: nothing where no exchange was reached", () => {
    const urls = { traces: "http://h:1/v1/traces" };
    const settings = stage({ stage: "settings", status: "passed", evidence: { urls } });
    const skipped = stage({ status: "skipped" });
    const refused = stage({ stage: "auth", signals: ["traces", "logs"] });
    const linesFor = (...stages: Stage[]) => linesOf(reportMarkdown(report({ stages }), "1"), "- ").slice(1, 3);
    expect(linesFor(settings, refused, skipped)).toEqual([
      "- Sent: one OTLP request with real items for each of traces, logs. Credentials are left out of this report.",
      "- traces to `http://h:1/v1/traces`",
    ]);
    expect(linesFor(settings, stage({ stage: "tcp" }), skipped)[0]).toBe(
      "- Sent: nothing. Credentials are left out of this report.",
    );
  });

  test("names the ids to search for", () => {
    const ids = { traceId: "0a1b", "service.name": "outspan.test" };
    const markdown = reportMarkdown(report({ stages: [stage({ evidence: { ids } })] }), "1");
    expect(linesOf(markdown, "  - ")).toEqual(["  - `traceId`: `0a1b`", "  - `service.name`: `outspan.test`"]);
  });
});

const hostile = [
  "```\n# Owned\n```",
  "| a | b |\n|---|---|",
  "\\| \\\\| x\\",
  "``|`` http://evil.example/|`` [click](javascript:alert(1))",
  "<img src=x onerror=alert(1)> <!-- --> &lt;",
  "@everyone see #12 and www.evil.example or a@b.example mailto:x",
  "![x](http://evil.example/p.png)\n\n---\n\n# h",
  "1. one\n- two\n> three\n    four",
  "~~~~\n````\n`````json\n\u202eabc\u2028def\u0000",
  "$$x$$ ^a^ ==b== ~~c~~ **d** _e_",
];

describe("a server's words stay words", () => {
  const reportOf = (said: string) =>
    reportMarkdown(
      report({
        id: said,
        diagnosis: [
          diagnosis({
            code: said,
            title: said,
            advice: said,
            fix: { label: said, changes: [{ path: said, value: said }] },
          }),
        ],
        stages: [
          stage({
            summary: said,
            evidence: {
              serverWords: said,
              [said]: said,
              ids: { [said]: said },
              checks: [{ sent: said, got: said, ms: 1 }],
            },
          }),
        ],
      }),
      "1",
    );

  /** Lines outside of fenced blocks, by the rule of CommonMark: a fence ends with one at least as long. */
  function outside(markdown: string): string[] {
    let fence = "";
    return markdown.split("\n").filter((line) => {
      const found = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? "";
      if (fence === "" && found === "") return true;
      if (fence === "") fence = found;
      else if (found.startsWith(fence) && line.trim() === found) fence = "";
      return false;
    });
  }
  /** What is neither code nor escaped. */
  const bare = (line: string) => line.replace(/\\[!-/:-@[-`{-~]|(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g, "");

  test.each(hostile)("%j opens no block, link, image, tag or mention", (said) => {
    const plain = outside(reportOf(said)).map(bare);
    const headings = ["# ", "## D", "### 1. ", "## St", "## Se", "## E", "### Stage 1: traces"];
    const opened = plain.filter((line) => line.startsWith("#"));
    expect(opened).toHaveLength(headings.length);
    expect(opened.map((line, position) => line.slice(0, headings[position]?.length))).toEqual(headings);
    for (const line of plain) {
      expect(line).not.toMatch(/[<>[\]`@*_~$^=]|:\/\/|www\./);
      expect(line).not.toMatch(/#\d/);
    }
  });

  test.each(hostile)("%j makes no row and no cell of its own", (said) => {
    const rows = outside(reportOf(said)).filter((line) => line.startsWith("|"));
    expect(rows).toHaveLength(6);
    /** As GFM scans a row: an escaped character first, whatever it is. */
    const bars = rows.map((line) => line.replace(/\\[!-/:-@[-`{-~]/g, "").split("|").length - 1);
    expect(bars).toEqual([8, 8, 8, 4, 4, 4]);
  });

  test("a block holds its text as it is, but for what turns the reading direction", () => {
    expect(block("a ```` b", "json")).toBe("`````json\na ```` b\n`````");
    expect(block("a\u202eb", "")).toBe("```\na\ufffdb\n```");
  });

  test("text that needs nothing is left as it is", () => {
    expect(inline("Port 4317 speaks gRPC: it answered 200 (OK).")).toBe("Port 4317 speaks gRPC: it answered 200 (OK).");
    expect(inline("see http://h:1/a_b for more")).toBe("see `http://h:1/a_b` for more");
    expect(inline("GET http://h:1/a, then http://h:1/b?c.")).toBe("GET `http://h:1/a`, then `http://h:1/b?c`.");
    expect(cell("a|b http://h/|x")).toBe("a\\|b `http://h/\\|x`");
    expect(code("a`b")).toBe("``a`b``");
  });
});
