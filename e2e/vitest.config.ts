// Unit and process tests: everything `*.test.ts`, with one real PostgreSQL for the whole run.
import { join } from "node:path";
import { defineConfig } from "vitest/config";

const root = join(import.meta.dirname, "..");

export default defineConfig({
  root,
  test: {
    globalSetup: [join(root, "e2e/postgres-setup.ts")],
    // For a machine that does other things too: what hangs is told all the same.
    testTimeout: 30_000,
    exclude: ["**/node_modules/**", "**/.next/**", "e2e/*.spec.ts"],
  },
});
