import { expect, test } from "vitest";
import { exposure } from "#lib/console/exposure";

test("who binds more than loopback without an https URL is told what is at risk and how to mend it", () => {
  for (const host of ["0.0.0.0", "::", "192.168.1.5", "outspan.example.com"]) {
    for (const url of [null, "http://outspan.example.com"]) {
      const said = exposure({ host, url });
      expect(said).toContain(`OUTSPAN_HOST ${host}`);
      for (const word of ["passwords", "API keys", "proxy", "OUTSPAN_URL", "OUTSPAN_TRUSTED_PROXIES"]) {
        expect(said).toContain(word);
      }
    }
    expect(exposure({ host, url: "https://outspan.example.com" })).toBe(null);
  }
  for (const host of ["127.0.0.1", "127.0.0.2", "::1", "localhost"]) expect(exposure({ host, url: null })).toBe(null);
});
