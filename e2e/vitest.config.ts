// Unit and process tests: everything `*.test.ts`, with one real PostgreSQL for the whole run.
import { join } from "node:path";
import { defineConfig } from "vitest/config";

const root = join(import.meta.dirname, "..");

export default defineConfig({
  root,
  test: {
    globalSetup: [join(root, "e2e/postgres-setup.ts")],
    exclude: ["**/node_modules/**", "**/.next/**", "e2e/*.spec.ts"],
  },
});
