import fc from "fast-check";
import { expect, test } from "vitest";
import { readSettings } from "#lib/format/read";
import { anyDestination, inEffect } from "#lib/format/testing/any-destination";
import { writeDestination } from "#lib/format/write";

test("what is written for Medplum is JSON, and is read as the same URLs, whatever the settings are", () => {
  fc.assert(
    fc.property(anyDestination, (destination) => {
      const { text = "", left = [] } = writeDestination(destination, [], "json") ?? {};
      expect(JSON.parse(text)).toBeTypeOf("object");
      const drafts = readSettings(text, "json").destinations.map((draft) => inEffect(draft));
      const { signals } = inEffect(destination);
      for (const signal of ["traces", "metrics"]) {
        const request = signals[signal];
        const found = drafts.flatMap((draft) => draft.signals[signal] ?? []);
        if (request?.transport === "http") expect(found.map(({ url }) => url)).toEqual([request.url]);
        else expect(found).toEqual([]);
        if (request?.transport === "grpc") expect(left.join()).toContain("gRPC");
        if (Object.keys(request?.headers ?? {}).length > 0) expect(left.join()).toContain("Headers");
      }
      if (signals.logs != null) expect(left.join()).toContain("Logs");
    }),
    { seed: 7, numRuns: 300 },
  );
});
