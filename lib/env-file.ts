// The `.env` file beside package.json: completes the environment, which wins over it. Next to lib/env.ts and not in it,
// because the launcher stays small without zod.
import { existsSync } from "node:fs";
import { join } from "node:path";

export function loadEnvFile(directory: string): void {
  const path = join(directory, ".env");
  if (existsSync(path)) process.loadEnvFile(path);
}
