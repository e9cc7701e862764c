import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resolveEndpoint } from "#lib/destination/endpoint";

const path = "/connection/endpoint";

describe("any text", () => {
  const anyText = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string(),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.constantFrom("http://", "https://", "grpc://", "").chain((scheme) =>
      fc
        .string({
          unit: fc.constantFrom("a", "b.c", ":", "/", "v1/traces", "[", "]", "1", "::1", "@", "?", "#", " ", "–", '"'),
        })
        .map((rest) => scheme + rest),
    ),
  );

  test("never throws, answers with a target or a problem, and a fix always leads to a target", () => {
    fc.assert(
      fc.property(
        anyText,
        fc.constantFrom("http" as const, "grpc" as const),
        fc.constantFrom("base" as const, "own" as const),
        (endpoint, transport, kind) => {
          const input = { endpoint, transport, kind, signal: "metrics" as const, path };
          const { target, problems } = resolveEndpoint(input);
          expect(target === null).toBe(problems.length > 0);
          if (target) {
            const url = new URL(target.url);
            expect(url.hostname.replace(/^\[|\]$/g, "")).toBe(target.host);
            expect(Number(url.port) || (target.tls ? 443 : 80)).toBe(target.port);
            expect(target.typedLength).toBeLessThanOrEqual(target.url.length);
          }
          const changes = problems[0]?.fix?.changes ?? [];
          if (changes.length === 0) return;
          const value = (at: string) =>
            changes.flatMap((c) => (c.path === at && "value" in c ? [String(c.value)] : []))[0];
          const next = { ...input, endpoint: value(path) ?? endpoint };
          if (value("/connection/transport") === "http") next.transport = "http";
          expect(resolveEndpoint(next).problems).toEqual([]);
        },
      ),
      { numRuns: 1500 },
    );
  });
});
