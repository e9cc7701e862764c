// Reads Medplum's settings: otlpTraceEndpoint and otlpMetricsEndpoint in medplum.config.json, or the variables that the server makes
// of them. All else there is Medplum's own.

import { withHoles } from "#lib/destination/hole";
import { cursorAt, markSyntax } from "#lib/format/cursor";
import type { Reader } from "#lib/format/imported";
import { draftsOfEndpoints, type EndpointKey, endpointKeys, isEndpointKey } from "#lib/format/json/endpoints";
import { blockCommentLines, mended } from "#lib/format/json/lines";
import type { Located } from "#lib/format/located";
import { linesOf, type Marks } from "#lib/format/marks";
import { parseJson } from "#lib/format/parse-json";

const names = /\botlp(?:Trace|Metrics)Endpoint\b|\bOTLP_(?:TRACE|METRICS)_ENDPOINT\s*=/;

export const medplumReader: Reader = {
  format: "json",
  label: "Medplum",
  // OTEL_EXPORTER_OTLP_METRICS_ENDPOINT has no word's edge there.
  recognises: (text) => names.test(text),
  read: (text, marks) => {
    const { json, around } = mended(text);
    const { root, broken } = parseJson(json);
    const endpoints = root === null ? [] : endpointsIn(root, marks);
    for (const line of around) marks.ignored({ line, endLine: line }, "it is around the settings, not of them");
    const lines = linesOf(text);
    for (const line of blockCommentLines(lines)) {
      if (!marks.isMarked(line)) marks.ignored({ line, endLine: line }, "it is a comment");
    }
    // Found once a line: one of nothing but dashes is broken at each.
    const others = new Set<number>();
    for (const [index, text] of lines.entries()) {
      const line = index + 1;
      const isVariable = /^\s*[\w.-]+=/.test(text);
      if (isVariable || /^\s*#/.test(text)) others.add(line);
      if (isVariable && !marks.isMarked(line)) marks.ignored({ line, endLine: line }, "it belongs to the application");
    }
    // What those lines broke is told of them already.
    const told = broken.filter(({ line }) => !others.has(line));
    markSyntax(lines, told, /^\s*(?:\/\/|\/\*|\*|#)/, marks);
    return { destinations: draftsOfEndpoints(endpoints) };
  },
};

function endpointsIn(root: Located, marks: Marks): { key: EndpointKey; url: string }[] {
  return cursorAt(root, marks)
    .entries()
    .flatMap((one) => {
      if (!isEndpointKey(one.key)) {
        one.ignored("it belongs to Medplum itself");
        return [];
      }
      const { node, key } = one;
      if (node.kind !== "scalar" || typeof node.value !== "string" || node.value.trim() === "") {
        one.unknown("Enter the whole URL, as https://collector.example.com:4318/v1/traces");
        return [];
      }
      one.understood(`Endpoint of ${endpointKeys[key]}`);
      return [{ key, url: withHoles(node.value.trim()) }];
    });
}
