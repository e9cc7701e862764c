// YAML whose indentation or quotes are broken, and Terraform's blocks, line by line: NAME: value, - NAME=value, and name: over value:. Finds what it can; what is broken is
// told elsewhere.

import { holeName, holeText } from "#lib/destination/hole";
import { expanded } from "#lib/format/env/expand";
import { type Variable, variableName } from "#lib/format/env/variable";
import { linesOf } from "#lib/format/marks";

export function readBrokenLines(text: string): Variable[] {
  const variables: Variable[] = [];
  let named: { name: string; line: number } | null = null;
  for (const [index, words] of linesOf(text).entries()) {
    const line = index + 1;
    const name = /^[\s-]*name["']?\s*[:=]\s*["']?([A-Za-z_][\w.-]{0,200})["']?,?\s*(?:#.*)?$/.exec(words)?.[1];
    if (name !== undefined) {
      if (named !== null) variables.push(variable(named.name, `\${${named.name}}`, named.line, line - 1));
      named = { name, line };
      continue;
    }
    const value = /^[\s-]*value["']?\s*[:=](.*)$/.exec(words)?.[1];
    if (value !== undefined && named !== null) {
      variables.push(variable(named.name, scalar(value), named.line, line));
      named = null;
      continue;
    }
    const [, own, rest] = /^[\s-]*["']?(OTEL_[A-Z_]{1,200}|otel\.[\w.-]{1,200})["']?\s*[:=](.*)$/.exec(words) ?? [];
    if (own !== undefined) variables.push(variable(own, scalar(rest ?? ""), line, line));
  }
  return expanded(variables);
}

function variable(name: string, value: string, line: number, endLine: number): Variable {
  return { name: variableName(name), value, at: { line, endLine }, uses: [] };
}

function scalar(written: string): string {
  const text = written.trim();
  const [, double, single] = /^(?:"([^"]*)"|'([^']*)')/.exec(text) ?? [];
  const [, reference] = /^(?:var|local|data|module)\.(?:[\w-]+\.){0,8}(\w+)$/.exec(text) ?? [];
  if (reference !== undefined) return holeText(holeName(reference));
  return double ?? single ?? text.replace(/\s#.*$/, "").trim();
}
